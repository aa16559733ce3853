import assert from "node:assert/strict";
import { test } from "node:test";

import { describeFilter, filterBooks, readFilters } from "../../../../chalicelib/web/static/models/filters.js";
import { statusName, reasonOf } from "../../../../chalicelib/web/static/models/library.js";
import { book, libraryOf } from "../libraries.js";

const count = (books, filters) => filterBooks(libraryOf(books).all, filters).length;

test("a rating is one, none or a range", () => {
  const books = [book({ my_rating: 3.75 }), book({ my_rating: 4 }), book({})];
  assert.equal(count(books, { rating: "3.75" }), 1);
  assert.equal(count(books, { rating: "3.5..3.99" }), 1);
  assert.equal(count(books, { rating: "4" }), 1);
  assert.equal(count(books, { rating: "none" }), 1);
  assert.equal(count(books, { rating: "known" }), 2);
  assert.equal(describeFilter("rating", "known"), "rated");
});

test("months and weekdays find only what is believed", () => {
  const books = [
    book({ read: "2020-01-01" }),
    book({ read: "2020-01-01", date_precision: "month" }),
    book({ read: "2020-01-01", date_precision: "year" }),
  ];
  assert.equal(count(books, { year: "2020" }), 3);
  assert.equal(count(books, { month: "01" }), 2);
  assert.equal(count(books, { month: "1" }), 2);
  assert.equal(count(books, { weekday: "2" }), 1);
  for (const precision of ["day", "month", "year"]) assert.equal(count(books, { precision }), 1, precision);
});

test("a date that tells nothing is found as such", () => {
  const books = [book({ read: "2020-01-01", date_precision: null }), book({}), book({ read: "2031-01-01" })];
  assert.equal(count(books, { precision: "none" }), 2);
  assert.equal(count(books, { year: "none" }), 3);
});

test("the year in which a book was added", () => {
  const books = [book({ date_added: "2012-03-04" }), book({ date_added: "2013-01-01" }), book({})];
  assert.equal(count(books, { added: "2012" }), 1);
  assert.equal(describeFilter("added", "2012"), "added in 2012");
});

test("an audiobook has no pages and no length", () => {
  const books = [
    book({ num_pages: 3, page_category: "Short (<200)", binding: "Audible Audio" }),
    book({ num_pages: 3 }),
  ];
  for (const filter of [{ pages: "known" }, { pages: "1..99" }]) assert.equal(count(books, filter), 1);
  assert.equal(count(books, { length: "Short (<200)" }), 0);
  assert.equal(count(books, { format: "audio" }), 1);
});

test("hostile keys are values like any other", () => {
  const books = [book({ bookshelves: ["constructor"], genres: ["__proto__"], author: "toString" })];
  assert.equal(count(books, { shelf: "constructor" }), 1);
  assert.equal(count(books, { genre: "__proto__" }), 1);
  assert.equal(count(books, { author: "toString" }), 1);
  assert.equal(count(books, { constructor: "x" }), 1);
  assert.deepEqual(readFilters(new URLSearchParams("constructor=1&__proto__=2&toString=3")), { status: "read" });
  for (const name of ["constructor", "__proto__", "toString"]) {
    assert.equal(describeFilter(name, "x"), "x");
    assert.equal(typeof statusName(name), "string");
    assert.equal(reasonOf({ enrichment_error: name }), name);
    for (const filter of [
      "status",
      "month",
      "weekday",
      "precision",
      "format",
      "genre",
      "rating",
      "community",
      "pages",
    ]) {
      assert.match(describeFilter(filter, name), new RegExp(name.replaceAll("_", "[_ ]*"), "i"), filter);
    }
  }
});

test("a chip says what its filter does", () => {
  const cases = [
    ["rating", "4", "4 ★"],
    ["rating", "3.5..3.99", "3.5 to 3.99 ★"],
    ["rating", "none", "not rated"],
    ["community", "3.75", "community 3.75–3.99"],
    ["pages", "200..299", "pages 200–299"],
    ["pages", "1000..", "pages from 1000"],
    ["pages", "known", "page count known"],
    ["published", "..1799", "published up to 1799"],
    ["published", "-700..-1", "published 700 BC–1 BC"],
    ["published", "..", ".."],
    ["year", "none", "no date"],
    ["precision", "year", "only the year known"],
    ["format", "audio", "audiobooks"],
  ];
  for (const [name, value, words] of cases) assert.equal(describeFilter(name, value), words, `${name}=${value}`);
});
