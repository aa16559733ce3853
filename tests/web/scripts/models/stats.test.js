import assert from "node:assert/strict";
import { test } from "node:test";

import { readLibrary } from "../../../../chalicelib/web/static/models/library.js";
import * as stats from "../../../../chalicelib/web/static/models/stats.js";
import { sortBooks } from "../../../../chalicelib/web/static/models/sorting.js";
import { book, libraryOf, many } from "../libraries.js";

test("the greatest are all that share the place, and none of nothing", () => {
  assert.deepEqual(stats.greatest([]), []);
  assert.deepEqual(stats.greatest([{ value: 0 }]), []);
  assert.equal(stats.greatest([{ value: 2 }, { value: 1 }, { value: 2 }]).length, 2);
});

test("a library says what it lacks first", () => {
  const kind = (books, others) => stats.emptiness(libraryOf(books, others))?.kind ?? null;
  assert.equal(kind([], []), "books");
  assert.equal(kind([], [book()]), "read");
  assert.equal(kind([book()], []), "dates");
  assert.equal(kind([book({ read: "2031" })], []), "dates");
  assert.equal(kind([book({ read: "2020" })], []), null);
  assert.equal(stats.emptiness(libraryOf(many(1200))).title, "None of your 1,200 read books has a date");
});

test("short lists have no book without its figure, and no difference of nothing", () => {
  const lists = stats.shortLists(
    libraryOf([
      book({ title: "same", my_rating: 4, average_rating: 4 }),
      book({ title: "above", my_rating: 5, average_rating: 4 }),
      book({ title: "heard", num_pages: 3, format: "audio" }),
      book({ title: "short", num_pages: 90 }),
    ]).books,
  );
  const titles = Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, list.map(({ title }) => title)]),
  );
  assert.deepEqual(titles, { latest: [], longest: ["short"], shortest: ["short"], above: ["above"], below: [] });
});

test("hostile names are counted like others", () => {
  const { books } = libraryOf([
    book({ author: "__proto__" }),
    book({ author: "constructor" }),
    book({ author: "__proto__" }),
  ]);
  assert.deepEqual(
    stats.tally(books, ({ author }) => [author]),
    [
      ["__proto__", 2],
      ["constructor", 1],
    ],
  );
});

test("what the server has counted makes the same figures as the books", () => {
  const read = (year, more = {}) => ({ goodreads_id: `${year}`, author: "Ann", reading_year: year, ...more });
  const books = [
    read(2020, { date_precision: "year", my_rating: 4, num_pages: 300, format: "print" }),
    read(2020, { date_precision: "year", my_rating: 3.75, num_pages: 100, format: "ebook", author: "Bea" }),
    read(2019, { date_precision: "year", num_pages: 9, format: "audio", author: "" }),
    read(2019, { date_precision: "year", my_rating: 4, reads: [{ end: "2019" }, { end: "2021-02" }] }),
    read(2031, { date_precision: null, my_rating: 4 }),
  ];
  const summary = {
    total_books: 5,
    total_pages: 400,
    books_with_pages: 2,
    books_with_year: 4,
    total_reads: 6,
    total_hours: 9,
    books_with_hours: 1,
    books_by_year: { 2019: 2, 2020: 2, 2021: 1 },
    books_by_rating: { 3.75: 1, 4: 3 },
    books_by_format: { print: 1, ebook: 1, audio: 1, unknown: 2 },
    rated_books: 4,
    unique_authors: 2,
  };
  const counted = (/** @type {any[]} */ of) => {
    const { measuredReads: _, ...counts } = stats.headFigures(of);
    return counts;
  };
  assert.deepEqual(stats.toldFigures(summary), counted(readLibrary({ books, metadata: {} }).books));
  const none = { total_books: 0, total_reads: 0, total_pages: 0, books_with_pages: 0, rated_books: 0 };
  const nothing = { ...none, unique_authors: 0, books_with_year: 0, total_hours: 0, books_with_hours: 0 };
  const empty = { ...nothing, books_by_year: {}, books_by_rating: {}, books_by_format: { audio: 0 } };
  assert.deepEqual(stats.toldFigures(empty), counted([]));
  assert.equal(stats.toldFigures({ total_books: 5 }), null); // a dashboard from before these were counted
  assert.equal(stats.toldFigures(undefined), null);
});

test("the latest books are the first of all in order, however few are asked for", () => {
  const reads = ["2020-05-01", "2019", "2021-01-02", "2020", "2019-07", "2021-01-02", "2018-02-03"];
  const again = book({
    read: "2018",
    reads: [
      { start: null, end: "2018" },
      { start: null, end: "2021-03" },
    ],
  });
  const { books } = libraryOf([...reads.map((read) => book({ read })), again, book(), book()]);
  for (let size = 0; size <= books.length + 1; size += 1)
    assert.deepEqual(stats.lately(books, size), sortBooks(books, "read").slice(0, size));
});
