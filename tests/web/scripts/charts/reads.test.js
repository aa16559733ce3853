import assert from "node:assert/strict";
import { test } from "node:test";

import * as figures from "../../../../chalicelib/web/static/charts/figures.js";
import * as feel from "../../../../chalicelib/web/static/charts/moods.js";
import * as habits from "../../../../chalicelib/web/static/charts/habits.js";
import * as review from "../../../../chalicelib/web/static/charts/year-review.js";
import * as time from "../../../../chalicelib/web/static/charts/time.js";
import { filterBooks, readsFound } from "../../../../chalicelib/web/static/models/filters.js";
import { readOn } from "../../../../chalicelib/web/static/models/format.js";
import { yearInProgress } from "../../../../chalicelib/web/static/models/library.js";
import { sortBooks } from "../../../../chalicelib/web/static/models/sorting.js";
import { headFigures, undatedRereads } from "../../../../chalicelib/web/static/models/stats.js";
import { book, libraryOf, many } from "../libraries.js";

const ends = (...texts) => texts.map((end) => ({ start: null, end }));
/** A book that was read at each of these times; the last is the date read. */
const readAt = (texts, fields = {}) =>
  book({ read: texts.at(-1), reads: ends(...texts), original_read_count: texts.length, ...fields });
const readings = (fields, metadata) => libraryOf([book(fields)], [], metadata).books[0].readings;

test("the date read is one of the reads, and the others are believed as they are written", () => {
  const cases = [
    [{ read: "2020-03-04", reads: ends("2020-03-04") }, ["2020-03-04"]],
    [{ read: "2020-03-04", reads: ends("2018", "2020-03-04") }, ["2018", "2020-03-04"]],
    [{ read: "2020-03-04", reads: ends("2018") }, ["2018", "2020-03-04"]],
    [{ read: "2020-01-01", date_precision: "year", reads: ends("2018-01-01", "2020-01-01") }, ["2018-01-01", "2020"]],
    [{ read: "2020-01-01", date_precision: null, reads: ends("2018-05", "2020-01-01") }, ["2018-05"]],
    [{ read: "2020-03", reads: ends("2020-03", "2020-03") }, ["2020-03", "2020-03"]],
    [{ read: "2031", reads: ends("2018", "2031", "2032-01-01") }, ["2018"]],
    [{ reads: [{ start: "2020-01-01", end: null }] }, []],
    [{ reads: [null, {}, { end: 3 }, { end: "2020-13" }, { end: "constructor" }] }, []],
    [{ reads: "2020" }, []],
  ];
  for (const [fields, expected] of cases) assert.deepEqual(readings(fields), expected, JSON.stringify(fields));
});

test("a book that was read again is found in each of its years, and only there", () => {
  const { all } = libraryOf([readAt(["2018-03-04", "2020-05-06"])]);
  const found = (filters) => filterBooks(all, filters).length;
  assert.deepEqual(
    ["2018", "2019", "2020", "none"].map((year) => found({ year })),
    [1, 0, 1, 0],
  );
  assert.equal(found({ year: "2018", month: "03" }), 1);
  assert.equal(found({ year: "2018", month: "05" }), 0, "the month is that of another read");
  assert.equal(found({ year: "2018", weekday: "6" }), 1);
  assert.equal(found({ month: "03", weekday: "2" }), 0);
  const undated = libraryOf([book()]).all;
  assert.equal(filterBooks(undated, { year: "none" }).length, 1);
  assert.equal(filterBooks(undated, { year: "none", month: "03" }).length, 0);
  assert.equal(filterBooks(undated, { year: "none", weekday: "2" }).length, 0);
  assert.deepEqual(readsFound(all[0], { year: "2018" }), ["2018-03-04"]);
  assert.equal(readOn(all[0]), "6 May 2020");
});

test("of a book that was read again, the latest read is shown and sorted by", () => {
  const again = book({ title: "Again", read: "2018-03-04", reads: ends("2022", "2018-03-04") });
  const { all } = libraryOf([book({ title: "Once", read: "2020-01-02" }), again]);
  assert.deepEqual(
    sortBooks(all, "read").map(({ title }) => title),
    ["Again", "Once"],
  );
  assert.equal(readOn(all[1]), "2022");
});

test("an older file may end with a read that is not the date read", () => {
  const ending = (...texts) =>
    yearInProgress(libraryOf([book({ read: "2022-12-30", reads: ends(...texts, "2022-12-30") })]));
  assert.equal(ending("2024-03-04"), 2024);
  assert.equal(ending("2024-03-04", "2025"), 2025);
});

test("books and reads are counted apart", () => {
  const library = libraryOf([readAt(["2018", "2020-05-06", "2020-08-09"]), book({ read: "2020-01-02" }), book()]);
  assert.equal(figures.afterTheCount(headFigures(library.books)), ", 5 reads, 2 books dated, 2018–2020");
  assert.equal(figures.libraryFigures(headFigures(library.books))[0].note, "5 reads");
  assert.equal(figures.yearFigures(library, 2020)[0].note, "3 reads; so far, 1 more than in 2018");
  assert.equal(figures.yearFigures(library, 2018)[0].note, null);
  assert.equal(figures.dateNote(library)?.join("").includes("re-read") ?? false, false);
  const once = libraryOf([book({ read: "2020-01-02" }), book()]);
  assert.equal(figures.afterTheCount(headFigures(once.books)), ", 1 of them dated, 2020");
  assert.equal(figures.libraryFigures(headFigures(once.books))[0].note, null);
});

test("re-reads of unknown date are told as such", () => {
  const note = (...books) => figures.dateNote(libraryOf(books));
  const told = "2 reads have dates, and there are 5 re-reads whose dates the file does not tell.";
  const books = [book({ read: "2020-01-02", original_read_count: 6 }), book({ read: "2021-01-02" })];
  assert.deepEqual(note(...books), [told]);
  assert.deepEqual(note(book({ original_read_count: 2 })), ["There is 1 re-read whose date the file does not tell."]);
  assert.equal(note(book({ read: "2020-01-02" })), null);
  assert.equal(note(book()), null);
  assert.match(note(...books, book({ read: "2020" })).at(-1), /leave these books out\. 3 reads have dates, and/);
  assert.equal(undatedRereads(libraryOf([readAt(["2018", "2020"])]).books), 0);
});

test("a year counts a book once, and its pages with each read", () => {
  const library = libraryOf([
    readAt(["2018-02-03", "2020-05-06", "2020-08-09"], { num_pages: 100 }),
    book({ read: "2020-01-02", num_pages: 50 }),
  ]);
  const perYear = time.booksPerYear(library);
  assert.deepEqual(perYear.columns, ["Year", "Reads", "Books"]);
  assert.deepEqual(
    perYear.rows.map(({ cells, label }) => [...cells, label]),
    [
      ["2018", 1, 1, "2018: 1 book"],
      ["2020", 3, 2, "2020: 3 reads of 2 books"],
    ],
  );
  assert.match(perYear.summary, / 1 book, read again in another year, counts in each\.$/);
  const within = time.booksPerYear(libraryOf([readAt(["2020-05-06", "2020-08-09"])]));
  assert.doesNotMatch(within.summary, /read again/);
  const pages = time.pagesPerYear(library);
  assert.deepEqual(
    pages.rows.map(({ cells }) => cells),
    [
      ["2018", 100, 1, 1],
      ["2020", 250, 3, 2],
    ],
  );
  assert.equal(pages.rows[1].label, "2020: 250 pages in 3 reads of 2 books");
  assert.deepEqual(
    figures
      .yearFigures(library, 2020)
      .slice(1, 2)
      .map(({ value, note }) => [value, note]),
    [["250", "in 2 books, 83 a read"]],
  );
  assert.equal(
    figures.libraryFigures(headFigures(library.books))[1].value,
    "150",
    "the pages of the library are those of its books",
  );
  assert.deepEqual(
    habits.booksPerMonth(library, 2020).rows.map(({ cells }) => cells),
    [
      ["January", 1],
      ["May", 1],
      ["August", 1],
    ],
  );
});

test("a year shows its books by their read in it, and which were read again", () => {
  const library = libraryOf([
    readAt(["2020-06-01", "2020-12-01"], { title: "Twice" }),
    readAt(["2020-03-01", "2024-01-01"], { title: "First here" }),
    readAt(["2018-01-01", "2020-01-05"], { title: "Again" }),
  ]);
  const own = review.booksOfYear(library, 2020).map(({ book: { title }, again }) => [title, again]);
  assert.deepEqual(own, [
    ["Again", true],
    ["First here", false],
    ["Twice", true],
  ]);
  const [first, last] = review.moments(library, 2020);
  assert.deepEqual([first.book.title, first.note], ["Again", "5 January 2020"]);
  assert.deepEqual([last.name, last.book.title, last.note], ["Last of the year", "Twice", "1 December 2020"]);
  assert.equal(review.newAuthors(library, 2020), "You had read its one author before.");
  const counted = libraryOf([book({ read: "2018" }), book({ read: "2020", author: "B", original_read_count: 2 })]);
  assert.equal(review.newAuthors(counted, 2020), "The one author was new to you, as far as your dated books tell.");
});

test("hours stand beside the pages", () => {
  const heard = (num_pages) => book({ read: "2020-01-02", format: "audio", num_pages });
  const pages = (...books) => {
    const { value, name, note } = figures.libraryFigures(headFigures(libraryOf(books).books))[1];
    return `${value} ${name} ${note}`;
  };
  const printed = book({ num_pages: 300 });
  assert.equal(pages(printed, heard(9), heard(12)), "300 pages in 1 book, and 21 hours of audiobooks");
  assert.equal(pages(printed, heard(9), heard(null)), "300 pages in 1 book, and 9 hours of 1 of 2 audiobooks");
  assert.equal(pages(printed, heard(null)), "300 pages in 1 book, without 1 audiobook");
  assert.equal(pages(heard(9), heard(12)), "21 hours of 2 audiobooks");
  assert.equal(pages(heard(null)), "– pages 1 audiobook");
});

test("moods and pace are told by half of the books, or twenty", () => {
  const tells = (some, others) => {
    const library = libraryOf([...many(some, { moods: ["dark"], pace: "slow" }), ...many(others, {})]);
    assert.equal(feel.tellsMoods(library), feel.tellsPace(library));
    return feel.tellsMoods(library);
  };
  assert.deepEqual(
    [tells(0, 0), tells(0, 3), tells(1, 2), tells(1, 1), tells(19, 80), tells(20, 80)],
    [false, false, false, true, false, true],
  );
});

test("moods stand by their number, paces from slow to fast", () => {
  const library = libraryOf([
    book({ moods: ["dark", "funny", "dark"], pace: "fast" }),
    book({ moods: ["funny"], pace: "fast" }),
    book({ moods: [], pace: "slow" }),
  ]);
  const cells = ({ rows }) => rows.map((row) => row.cells.join(":"));
  assert.deepEqual(cells(feel.moods(library)), ["funny:2", "dark:1"]);
  assert.deepEqual(cells(feel.pace(library)), ["slow:1", "fast:2"]);
  assert.equal(feel.moods(library).summary, "Funny leads with 2 books, out of 2 moods.");
  assert.equal(feel.pace(library).summary, "Fast leads with 2 books, out of 2 paces.");
});
