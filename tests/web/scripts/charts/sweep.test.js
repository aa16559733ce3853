import assert from "node:assert/strict";
import { test } from "node:test";

import { parseHash } from "../../../../chalicelib/web/static/models/addresses.js";
import { filterBooks, readFilters } from "../../../../chalicelib/web/static/models/filters.js";
import { number } from "../../../../chalicelib/web/static/models/format.js";
import { anyLibrary, book, libraryOf, many } from "../libraries.js";
import { chartsOf, linksOf, wordsOf } from "./everything.js";

const WRONG = [
  /\bnull\b|undefined|NaN|Infinity|\[object|=>/,
  /\b1 (books|authors|pages|genres|years|days|months|stars|ratings|audiobooks|reads|re-reads|hours|moods|rows|other years|are|have|were)\b/,
  /(?<![\d.,-])(?!1 )\d[\d,.]* (book|author|page|genre|audiobook|re-read|hour|mood|row|star)\b(?! of)/,
  /(?<![\d.,-])(?!1 )\d[\d,.]* read (of|has|have)\b|\b1 reads?,? (of|have)\b/,
  /(?<![\d-])-0\b|[−+±]0\.00|-\d{1,3}\b(?!-)/,
  / {2}|\.\.$|\s[.,;]| $/,
  /\b(and|with|to|of)[.,;]/,
  /\b0 (others|more|fewer)\b|and \d+ others\b/,
];

function readAll(library, what) {
  for (const words of wordsOf(library)) {
    const text = words.replaceAll("constructor", "name").replaceAll("__proto__", "name");
    for (const wrong of WRONG) assert.doesNotMatch(text, wrong, `${what}: ${words}`);
  }
}

/** Each row's list has exactly the books that it counts: the last cell, or the label's. */
function followAll(library, what) {
  for (const model of chartsOf(library)) {
    for (const { cells, label, href, x, y } of model.rows) {
      const { params } = parseHash(href);
      const books = filterBooks(library.all, readFilters(params)).length;
      assert.equal(books, cells.at(-1), `${what}: ${model.id}: ${label} ${href}`);
      if (model.xs) assert.ok(model.xs.includes(x), `${model.id} has a place for ${x}`);
      if (model.ys) assert.ok(model.ys.includes(y), `${model.id} has a place for ${y}`);
    }
    assert.ok(model.basis.n <= model.basis.of);
    assert.ok(!/\brow/.test(model.summary));
  }
  for (const { words, href } of linksOf(library)) {
    if (!href.startsWith("#/books")) continue;
    const { params } = parseHash(href);
    const books = filterBooks(library.all, readFilters(params)).length;
    assert.ok(words.startsWith(`${number(books)} book`), `${what}: ${words} ${href}`);
  }
}

const full = {
  my_rating: 4,
  average_rating: 3.5,
  num_pages: 300,
  publication_year: 1984,
  genres: ["Fantasy", "Fiction"],
};

const EDGES = {
  "no book": libraryOf([]),
  "no book, one left out": libraryOf([], [], { rows_rejected: [{ line: 2, reason: "no title" }] }),
  "one book of nothing": libraryOf([book()]),
  "one book": libraryOf([book({ read: "2025-03-04", ...full })]),
  "one audiobook": libraryOf([book({ read: "2025-03-04", ...full, format: "audio" })]),
  "one book, read twice": libraryOf([
    book({ read: "2025-03-04", ...full, reads: ["2025-01-02", "2025-03-04"].map((end) => ({ start: null, end })) }),
  ]),
  "one book, counted twice": libraryOf([book({ read: "2025-03-04", ...full, original_read_count: 2 })]),
  "one book without a date, counted thrice": libraryOf([book({ ...full, original_read_count: 3 })]),
  "one audiobook with an hour": libraryOf([book({ read: "2025-03-04", num_pages: 1, format: "audio" })]),
  "two books": libraryOf([book({ read: "2025-03-04", ...full }), book({ read: "2026-03-04", ...full })]),
  "all null": libraryOf(many(9, { author: "" })),
  "only to read": libraryOf([], [book({ reading_status: "to-read", genres: ["Fantasy"] })]),
  "one given up": libraryOf([], [book({ reading_status: "dnf", ...full })]),
  "as many given up as read": libraryOf(
    many(12, { ...full, page_category: "Medium (200-350)" }),
    many(12, { ...full, genres: ["Horror", "Fantasy"], reading_status: "dnf", page_category: "Long (350-500)" }),
  ),
  "all ties": libraryOf(
    [1, 2, 3, 4, 5].flatMap((stars) =>
      many(7, {}).map((one, day) => ({
        ...book({ ...full, read: `202${stars}-0${stars}-0${day + 1}`, my_rating: stars, average_rating: stars }),
        author: `Author ${stars} ${day}`,
        genres: [`Genre ${stars}`],
      })),
    ),
  ),
};

for (const [what, library] of Object.entries(EDGES)) {
  test(`no word is wrong and every mark leads to its books: ${what}`, () => {
    readAll(library, what);
    followAll(library, what);
  });
}

test("no word is wrong in any of a thousand small libraries", () => {
  for (let seed = 1; seed <= 1000; seed += 1) readAll(anyLibrary(seed), `seed ${seed}`);
});

test("every mark leads to its books in any of three hundred small libraries", () => {
  for (let seed = 1; seed <= 300; seed += 1) followAll(anyLibrary(seed), `seed ${seed}`);
});
