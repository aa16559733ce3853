/** `#/corrections`: what the reader has corrected, as a list and as a file. */

import { number, plural } from "../models/format.js";
import { authorLink, titleLink, viewHead } from "../ui/pieces.js";
import { h } from "../ui/dom.js";
import { correctedWords } from "./correct-book.js";
import { foundIn, readCorrections, writeCorrections } from "./corrections.js";

/** @typedef {import("../models/types.js").Library} Library */

const SHOWN = 500;
const LARGEST = 8_000_000; // bytes of a file that is read at all

/** @param {string} text */
function save(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "goodreads-stats-corrections.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What was loaded, and what could not be. @param {number} found @param {number} lost */
const loadedWords = (found, lost) =>
  `${plural(found, "correction")} loaded.${lost ? ` ${number(lost)} could not be used: no such book here, or no correction.` : ""}`;

/** @param {HTMLElement} root @param {Library} library */
export function mount(root, library) {
  const own = library.corrections;
  if (!own) return;
  const list = own.list();
  const error = h("p", { class: "error", role: "alert" });
  const said = h("p", { class: "said", role: "status" }, own.said);
  const load = async (/** @type {File} */ file) => {
    error.textContent = "";
    try {
      if (file.size > LARGEST) throw new Error("This file is too large for corrections.");
      const { corrections, left } = readCorrections(await file.text());
      const found = foundIn(library, corrections);
      const ids = new Set(found.map(({ goodreads_id: id }) => id));
      // What is loaded takes the place of what is there for the same books.
      const rest = own.list().filter(({ goodreads_id: id }) => !ids.has(id));
      own.loaded = loadedWords(found.length, corrections.length - found.length + left);
      if (found.length) own.setAll([...rest, ...found]);
      else own.changed();
    } catch (problem) {
      error.textContent = problem instanceof Error ? problem.message : String(problem);
    }
  };
  const input = h("input", {
    id: "load-corrections",
    type: "file",
    accept: ".json,application/json",
    class: "sr-only",
    onchange: () => {
      const file = input.files?.[0];
      input.value = ""; // the same file may be chosen again
      if (file) load(file);
    },
  });
  root.append(
    viewHead(
      "Corrections",
      list.length
        ? `You have corrected ${plural(list.length, "book")}.`
        : "You have corrected nothing yet. The page of each book has a place for it.",
    ),
    h(
      "section",
      { class: "card", "aria-label": "Corrections as a file" },
      h(
        "div",
        { class: "actions" },
        list.length
          ? h(
              "button",
              { type: "button", class: "button", id: "save-corrections", onclick: () => save(writeCorrections(list)) },
              "Save as file",
            )
          : null,
        h("label", { class: "button quiet", for: "load-corrections" }, "Load a file"),
        input,
        list.length
          ? h(
              "button",
              { type: "button", class: "button quiet", id: "take-all-back", onclick: () => own.setAll([]) },
              "Take all back",
            )
          : null,
      ),
      error,
      own.loaded ? h("p", { class: "help" }, own.loaded) : null,
      said,
    ),
    list.length
      ? h(
          "ul",
          { class: "missing" },
          list.slice(0, SHOWN).map(({ goodreads_id: id }) => {
            const book = library.byId.get(id);
            return book
              ? h(
                  "li",
                  {},
                  h("div", { class: "what" }, titleLink(book), authorLink(book)),
                  h("span", { class: "reason" }, correctedWords(book)),
                )
              : null;
          }),
        )
      : h("p", {}, h("a", { class: "button", href: "#/books?status=all" }, "All books")),
  );
  if (list.length > SHOWN) root.append(h("p", {}, `The first ${number(SHOWN)} are shown; the file has all of them.`));
}

export const title = () => "Corrections";
