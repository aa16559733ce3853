import assert from "node:assert/strict";
import { test } from "node:test";

import { SORTS, gapOf, sortBooks } from "../../../../chalicelib/web/static/models/sorting.js";
import { book, largeLibrary, libraryOf } from "../libraries.js";

const titles = (books, name) => sortBooks(libraryOf(books).books, name).map(({ title }) => title);

test("titles stand as in a catalogue, and those without a title last", () => {
  const books = ["zebra", "Éclair", "", "Book 10", "Book 2", "eclipse"].map((title) => book({ title }));
  assert.deepEqual(titles(books, "title"), ["Book 2", "Book 10", "Éclair", "eclipse", "zebra", ""]);
});

test("what is not known comes last, both ways", () => {
  const books = [
    book({ title: "none" }),
    book({ title: "long", num_pages: 900 }),
    book({ title: "short", num_pages: 9 }),
  ];
  assert.deepEqual(titles(books, "pages"), ["long", "short", "none"]);
  assert.deepEqual(titles(books, "pages-asc"), ["short", "long", "none"]);
});

test("equal books keep the order of the file", () => {
  const books = ["b", "a", "c"].map((title) => book({ title, my_rating: 4 }));
  assert.deepEqual(titles(books, "rating"), ["b", "a", "c"]);
  assert.deepEqual(titles(books, "rating-asc"), ["b", "a", "c"]);
});

test("a date sorts as far as it is believed, and one after the export not at all", () => {
  const books = [
    book({ title: "believed", read: "2020-01-02" }),
    book({ title: "a year", read: "2020-05-01", date_precision: "year" }),
    book({ title: "ahead", read: "2031-01-01" }),
  ];
  assert.deepEqual(titles(books, "read-asc"), ["a year", "believed", "ahead"]);
  assert.deepEqual(titles(books, "read"), ["believed", "a year", "ahead"]);
});

test("an unknown or hostile order is the default", () => {
  const books = [book({ title: "old", read: "2001-01-01" }), book({ title: "new", read: "2020-01-01" })];
  for (const name of ["constructor", "__proto__", "no such"]) assert.deepEqual(titles(books, name), ["new", "old"]);
});

test("gaps are whole hundredths, so that equal ones are equal", () => {
  const [one, other] = libraryOf([
    book({ my_rating: 4, average_rating: 3.97 }),
    book({ my_rating: 5, average_rating: 4.97 }),
  ]).books;
  assert.equal(gapOf(one), 0.03);
  assert.equal(gapOf(one), gapOf(other));
});

test("a text is compared by one collator, and its key is made once a book", () => {
  const { books } = largeLibrary(2000);
  let asked = 0;
  const [words, keyOf, sign] = SORTS.title;
  SORTS.title = [words, (one) => ((asked += 1), keyOf(one)), sign];
  try {
    sortBooks(books, "title");
  } finally {
    SORTS.title = [words, keyOf, sign];
  }
  assert.equal(asked, books.length);
});
