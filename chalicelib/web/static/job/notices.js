/** What stands in the place of a view: waiting, a problem, a fault, no such page. */

import { ApiError, explain } from "../pages/api.js";
import { number, plural } from "../models/format.js";
import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";

/** @returns {{element: HTMLElement, tell: (progress: import("./following.js").Progress) => void, say: (words: string) => void}} */
export function waiting() {
  const bar = /** @type {HTMLProgressElement} */ (h("progress", { "aria-labelledby": "waiting-text" }));
  const text = h("p", { class: "lead", id: "waiting-text", role: "status" }, "Fetching your books …");
  return {
    element: h("div", { class: "view waiting" }, h("h1", { tabindex: "-1" }, "One moment"), text, bar),
    tell: ({ books_processed: done = 0, books_total: total = 0 }) => {
      if (!total) return;
      bar.max = total;
      bar.value = done;
      text.textContent = `Looking up genres and covers: ${number(done)} of ${plural(total, "book")}.`;
    },
    say: (words) => {
      text.textContent = words;
    },
  };
}

const reload = () =>
  h("button", { type: "button", class: "button quiet", onclick: () => location.reload() }, "Try again");

/** What the server said instead of a dashboard. @param {ApiError} error @returns {{title: string, element: HTMLElement}} */
export function problem(error) {
  const missing = error.status === 404;
  const title = missing ? "There is no dashboard here" : "This did not work";
  const upload = h("a", { class: "button", href: "../" }, "Upload an export");
  const element = h(
    "div",
    { class: "view problem" },
    viewHead(title, explain(error)),
    h("p", { class: "actions" }, upload, missing ? null : reload()),
  );
  return { title, element };
}

/** A mistake of the page itself. @param {unknown} error @returns {{title: string, element: HTMLElement}} */
export function fault(error) {
  console.error(error);
  const title = "This page has a fault";
  const element = h(
    "div",
    { class: "view problem" },
    viewHead(title, `${explain(error)}. Your data is not lost, and the other pages may work.`),
    h("p", { class: "actions" }, h("a", { class: "button", href: "#/" }, "To the overview"), reload()),
  );
  return { title, element };
}

/** @returns {{title: string, element: HTMLElement}} */
export function noSuchPage() {
  const title = "No such page";
  const element = h(
    "div",
    { class: "view" },
    viewHead(title, "This dashboard has nothing under that address."),
    h("a", { class: "button", href: "#/" }, "To the overview"),
  );
  return { title, element };
}
