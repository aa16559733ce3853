/**
 * The line at the foot of the window while a job runs: how far it is, and at the end the delete link, once. It takes no
 * room of the page, so nothing moves when it comes or goes. Screen readers are told the start and the end, not each step.
 */

import { number, plural } from "../models/format.js";
import { copyField } from "./copy-field.js";
import { h } from "../ui/dom.js";

/** @typedef {import("./following.js").Progress} Progress */

export class ProgressLine {
  #said = h("p", { class: "sr-only", role: "status" });
  #words = h("p", { class: "so-far-words" });
  #bar = /** @type {HTMLProgressElement} */ (h("progress", { "aria-label": "Genres and covers" }));
  #line = h("aside", { class: "so-far", "aria-label": "Progress", hidden: true });
  /** @type {Progress} */
  #progress = {};

  constructor() {
    document.body.append(this.#line, this.#said);
  }

  /** @param {string} words for screen readers, when they have nothing else to say */
  #announce(words) {
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }

  /** @param {(Node|string)[]} parts */
  #show(...parts) {
    if (this.#line.firstChild !== parts[0] || this.#line.childNodes.length !== parts.length) {
      this.#line.replaceChildren(...parts);
    }
    this.#line.hidden = false;
    document.body.classList.add("with-line");
  }

  /** Take the line away. */
  hide() {
    this.#line.hidden = true;
    document.body.classList.remove("with-line");
  }

  #stop = h("a", { href: "#/delete", class: "so-far-stop" }, "Stop and delete");

  /** @param {Progress} progress */
  tell(progress) {
    this.#progress = progress;
    const { books_processed: done = 0, books_total: total = 0 } = progress;
    this.#words.textContent = total
      ? `Looking up genres and covers: ${number(done)} of ${plural(total, "book")}.`
      : "Looking up genres and covers …";
    if (total) {
      this.#bar.max = total;
      this.#bar.value = done;
    }
    this.#show(this.#words, this.#bar, this.#stop);
    this.#announce("This is what your file tells. Genres and covers arrive as they are found.");
  }

  /** A newer export is worked on; the dashboard stays as it is. @param {Progress} progress @param {string} [told] what was understood of its file */
  tellUpdate({ books_processed: done = 0, books_total: total = 0 }, told = "") {
    const words = total
      ? `Working on your newer export: ${number(done)} of ${plural(total, "book")}.`
      : "Working on your newer export …";
    this.#words.textContent = `${words} ${told}`.trim();
    if (total) {
      this.#bar.max = total;
      this.#bar.value = done;
    }
    this.#show(this.#words, this.#bar);
    this.#announce("Your newer export is worked on. This dashboard stays as it is until the new one is complete.");
  }

  /** The newer dashboard is there, or will not be. @param {string} words @param {...(Node|string)} more */
  endUpdate(words, ...more) {
    this.#show(h("p", { class: "so-far-words" }, words, more), this.#close());
    this.#announce(words);
  }

  /** @param {string} words why it does not go on at the moment @param {boolean} [update] of a newer export */
  wait(words, update = false) {
    this.#words.textContent = words;
    if (update) this.#show(this.#words, this.#bar);
    else this.#show(this.#words, this.#bar, this.#stop);
    this.#announce(words);
  }

  /** The job died: what it had stays. */
  failed() {
    const { books_processed: done = 0, books_total: total = 0 } = this.#progress;
    const part = total ? ` after ${number(done)} of ${plural(total, "book")}` : "";
    const words = `The search for genres and covers ended early${part}. Your dashboard shows what was found.`;
    this.#show(
      h("p", { class: "so-far-words" }, words),
      h("a", { class: "button quiet", href: "../" }, "Upload the file again"),
      this.#close(),
    );
    this.#announce(words);
  }

  /** @param {string|null} link to delete the job, when the reader has not been shown it yet */
  complete(link) {
    if (!this.#line.hidden) this.#announce("All genres and covers are there.");
    if (!link) {
      this.hide();
      return;
    }
    this.#show(
      h(
        "p",
        { class: "so-far-words" },
        "Your dashboard is complete. With this link you can delete it, also from another browser.",
      ),
      copyField(link, "Your delete link"),
      this.#close(),
    );
  }

  #close() {
    return h("button", { type: "button", class: "button quiet", onclick: () => this.#closed() }, "Close");
  }

  #closed() {
    this.hide();
    document.querySelector("main")?.focus({ preventScroll: true }); // the button that had the focus is gone
  }
}
