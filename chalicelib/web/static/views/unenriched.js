/** What could not be found, and what of the file could not be read: nothing is missing silently. */

import { toCsv } from "../models/csv.js";
import { bdi, h } from "../ui/dom.js";
import { number, plural } from "../models/format.js";
import { isEnriched, reasonOf, statusName } from "../models/library.js";
import { authorLink, titleLink, viewHead } from "../ui/pieces.js";
import { tally } from "../models/stats.js";

const SHOWN = 500;

/** The list as a file, made here: nothing is asked of the server. */
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
  const address = URL.createObjectURL(new Blob([toCsv([head, ...rows])], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "books-without-genres.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function table(label, columns, rows) {
  return h(
    "div",
    { class: "table-scroll card", tabindex: "0", role: "region", "aria-label": label },
    h(
      "table",
      {},
      h("caption", { class: "sr-only" }, label),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map((column) => h("th", { scope: "col" }, column)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((cell) => h("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** @param {HTMLElement} root @param {import("../models/types.js").Library} library */
export function mount(root, library) {
  const books = library.all.filter((book) => !isEnriched(book));
  const { rows_rejected: rejected = [], columns_missing: missing = [] } = library.metadata;
  const reasons = tally(books, (book) => [reasonOf(book)]);
  root.append(
    viewHead(
      "Without genres",
      `${number(books.length)} of ${plural(library.all.length, "book")} could not be enriched.`,
    ),
    books.length
      ? h(
          "section",
          { "aria-label": "Books without genres" },
          h(
            "ul",
            { class: "reasons" },
            reasons.map(([reason, count]) => h("li", {}, h("strong", {}, number(count)), " ", bdi(reason))),
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
          table(
            "Books without genres",
            ["Title", "Author", "List", "Reason"],
            books
              .slice(0, SHOWN)
              .map((book) => [titleLink(book), authorLink(book), statusName(book.status), bdi(reasonOf(book))]),
          ),
          books.length > SHOWN
            ? h("p", {}, `The first ${number(SHOWN)} are shown; the download has all ${number(books.length)}.`)
            : null,
        )
      : h("p", { class: "lead" }, "Every book has its genres."),
    ...(rejected.length
      ? [
          h("h2", {}, "Rows left out"),
          h("p", {}, `${plural(rejected.length, "row")} of the file could not become a book.`),
          table(
            "Rows left out",
            ["Line", "Reason"],
            rejected.map(({ line, reason }) => [number(line), bdi(reason)]),
          ),
        ]
      : []),
    ...(missing.length
      ? [
          h("h2", {}, "Columns the file did not have"),
          h(
            "p",
            {},
            missing.flatMap((name, index) => [index ? ", " : "", bdi(name)]),
          ),
        ]
      : []),
  );
}

export const title = () => "Without genres";
