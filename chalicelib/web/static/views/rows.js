/** Rows of covers and of cards, and sentences with links, as the overview and the page of a year show them. */

import { cover } from "../ui/cover.js";
import { h } from "../ui/dom.js";
import { isolate, plural } from "../models/format.js";
import { bookHref, booksHref } from "../models/addresses.js";
import { authorLink, titleLink } from "../ui/pieces.js";
import { loved } from "../charts/year-review.js";

/** @typedef {import("../models/types.js").Book} Book */

/** More covers than this are a wall that nobody looks at, and a request each. */
const MOST_COVERS = 120;

/**
 * Books as their covers, each a link; the rest of many behind one link.
 * @param {Book[]} books @param {string} href the list of all of them
 * @param {(book: Book) => string} [noteOf] a few words that are written under a cover
 */
export function coverRow(books, href, noteOf = () => "") {
  return [
    h(
      "ul",
      { class: "mosaic" },
      books.slice(0, MOST_COVERS).map((book) => {
        const [name, note] = [book.title || "Untitled", noteOf(book)];
        const label = note ? `${isolate(name)}, ${note}` : name;
        const under = note ? h("span", { class: "note" }, note) : null;
        return h("li", {}, h("a", { href: bookHref(book), "aria-label": label }, cover(book), under));
      }),
    ),
    books.length > MOST_COVERS ? h("p", {}, h("a", { href }, `All ${plural(books.length, "book")}`)) : null,
  ];
}

/**
 * All of the best loved books, because none of them is the one; null where no book has four stars or more.
 * @param {Book[]} books @param {{year?: number}} params of the link to all of them @param {string} kind the class of the section
 */
export function lovedRow(books, params, kind) {
  const best = loved(books);
  if (!best) return null;
  return h(
    "section",
    { class: `${kind} loved-books`, "aria-labelledby": "loved-title" },
    h("h2", { id: "loved-title" }, best.title),
    coverRow(best.books, booksHref({ ...params, rating: best.stars })),
  );
}

/** A book and what it was in its time. @param {import("../charts/year-review.js").Moment} moment */
export const momentItem = ({ name, book, note }) =>
  h(
    "li",
    {},
    cover(book),
    h("div", { class: "what" }, h("span", { class: "eyebrow" }, name), titleLink(book), authorLink(book)),
    h("div", { class: "figure" }, note),
  );

/** @param {import("../charts/figures.js").Sentence} parts */
export const sentenceOf = (parts) =>
  parts.map((part) => (typeof part === "string" ? part : h("a", { href: part.href }, part.words)));

/** Two cards fill a row of the grid; one that would stand alone in its row takes the whole of it. @param {HTMLElement[]} cards */
export function fillRows(cards) {
  let alone = false;
  cards.forEach((one, index) => {
    const next = cards[index + 1];
    if (one.classList.contains("wide")) alone = false;
    else if (alone) alone = false;
    else if (next && !next.classList.contains("wide")) alone = true;
    else one.classList.add("wide");
  });
}
