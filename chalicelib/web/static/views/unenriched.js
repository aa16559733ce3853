/** What could not be found, and what of the file could not be read: nothing is missing silently. */

import { toCsv } from "../models/csv.js";
import { bdi, h } from "../ui/dom.js";
import { number, plural } from "../models/format.js";
import { agree } from "../models/grammar.js";
import { isEnriched, reasonOf, statusName } from "../models/library.js";
import { authorLink, saveCsv, titleLink, viewHead } from "../ui/pieces.js";
import { tally } from "../models/stats.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{line: number, reason: string}} Rejected */

const SHOWN = 200; // the download has them all
const AT_ONCE = 50; // of them, between which the browser answers its reader

/** The list as a file. @param {Book[]} books */
function save(books) {
  const head = ["Book Id", "Title", "Author", "ISBN13", "List", "Reason"];
  const rows = books.map((book) => [
    book.goodreads_id,
    book.title,
    book.author,
    book.isbn13 ?? book.isbn,
    book.status,
    reasonOf(book),
  ]);
  saveCsv([toCsv([head, ...rows])], "books-without-genres.csv");
}

/** One book: a row where there is room, a card on a phone. @param {Book} book */
function missing(book) {
  return h(
    "li",
    {},
    h("div", { class: "what" }, titleLink(book), authorLink(book)),
    h("span", { class: "list-name" }, bdi(statusName(book.status))),
    h("span", { class: "reason" }, bdi(reasonOf(book))),
  );
}

/** @param {Book[]} books */
function* bookSection(books) {
  const rows = [];
  for (let at = 0; at < Math.min(SHOWN, books.length); at += AT_ONCE) {
    yield;
    rows.push(...books.slice(at, Math.min(at + AT_ONCE, SHOWN)).map(missing));
  }
  yield;
  const reasons = tally(books, (/** @type {Book} */ book) => [reasonOf(book)]);
  return h(
    "section",
    { "aria-label": "Books without genres" },
    h(
      "ul",
      { class: "reasons" },
      reasons.map(([reason, count]) => h("li", {}, h("strong", {}, number(count)), " ", bdi(String(reason)))),
    ),
    h(
      "p",
      {},
      h(
        "button",
        { type: "button", class: "button", id: "save-unenriched", onclick: () => save(books) },
        "Download as CSV",
      ),
    ),
    h("ul", { class: "missing" }, rows),
    books.length > SHOWN
      ? h("p", {}, `The first ${number(SHOWN)} are shown; the download has all ${number(books.length)}.`)
      : null,
  );
}

/** @param {Rejected[]} rejected */
function rejectedSection(rejected) {
  return h(
    "section",
    { "aria-labelledby": "rejected-title" },
    h("h2", { id: "rejected-title" }, "Rows left out"),
    h("p", {}, `${plural(rejected.length, "row")} of the file could not become a book.`),
    h(
      "ul",
      { class: "missing rows-left-out" },
      rejected.map(({ line, reason }) =>
        h("li", {}, h("span", { class: "line" }, `Line ${number(line)}`), h("span", { class: "reason" }, bdi(reason))),
      ),
    ),
  );
}

/** @param {string[]} columns */
function columnSection(columns) {
  return h(
    "section",
    { "aria-labelledby": "columns-title" },
    h("h2", { id: "columns-title" }, "Columns the file did not have"),
    h(
      "p",
      {},
      columns.flatMap((name, index) => [index ? ", " : "", bdi(name)]),
    ),
  );
}

/** @param {HTMLElement} root @param {Library} library */
export function mount(root, library) {
  const books = library.all.filter((book) => !isEnriched(book));
  /** @type {{rows_rejected?: Rejected[], columns_missing?: string[]}} */
  const { rows_rejected: rejected = [], columns_missing: columns = [] } = library.metadata;
  const running = library.metadata.status === "processing";
  root.append(
    viewHead(
      "Without genres",
      `${number(books.length)} of ${plural(library.all.length, "book")} ${running ? `${agree(books.length, "has", "have")} no genres yet` : "could not be enriched"}.`,
    ),
  );
  function* rest() {
    root.append(books.length ? yield* bookSection(books) : h("p", { class: "lead" }, "Every book has its genres."));
    yield;
    if (rejected.length) root.append(rejectedSection(rejected));
    if (columns.length) root.append(columnSection(columns));
  }
  return { rest: rest() };
}

export const title = () => "Without genres";
