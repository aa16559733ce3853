/** The row of what is being read, and the card of the shelves, as the overview shows them. */

import { cover } from "../ui/cover.js";
import { bdi, h } from "../ui/dom.js";
import { authorLink, titleLink } from "../ui/pieces.js";
import { number, plural, shortDay } from "../models/format.js";
import { booksHref } from "../models/addresses.js";
import { once } from "../pace/once.js";
import { sentenceOf } from "../views/rows.js";
import { begunOn, givenUpNote, readingNow, shelves } from "./shelves.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */

/** More than this is a list, not what somebody has on the bedside table. */
const MOST_OPEN = 9;

/** @param {Book} book */
function openBook(book) {
  const since = begunOn(book);
  return h(
    "li",
    {},
    cover(book),
    h(
      "div",
      { class: "what" },
      titleLink(book),
      authorLink(book),
      since === null ? null : h("span", { class: "since" }, `begun ${shortDay(since)}`),
    ),
  );
}

/** Null where no book is being read. @param {Library} library @returns {HTMLElement|null} */
export function readingRow(library) {
  const books = once(library, readingNow);
  if (!books.length) return null;
  const href = booksHref({ status: "currently-reading" });
  return h(
    "section",
    { class: "rows reading", "aria-labelledby": "reading-title" },
    h("h2", { id: "reading-title" }, "Reading now"),
    h("ul", {}, books.slice(0, MOST_OPEN).map(openBook)),
    books.length > MOST_OPEN ? h("p", {}, h("a", { href }, `All ${plural(books.length, "book")}`)) : null,
  );
}

/** Null where a reader has made no shelf. @param {Library} library @returns {HTMLElement|null} */
export function shelvesCard(library) {
  const all = once(library, shelves);
  if (!all.length) return null;
  const note = once(library, givenUpNote);
  return h(
    "section",
    { class: "card wide", id: "shelves", "aria-labelledby": "shelves-title" },
    h("h3", { id: "shelves-title" }, "Where your books stand"),
    h(
      "ul",
      { class: "shelf-counts" },
      all.map(({ name, count, href }) => h("li", {}, h("strong", {}, number(count)), " ", h("a", { href }, bdi(name)))),
    ),
    note ? h("p", { class: "summary" }, sentenceOf(note)) : null,
  );
}
