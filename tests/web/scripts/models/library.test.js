import assert from "node:assert/strict";
import { test } from "node:test";

import { readOn } from "../../../../chalicelib/web/static/models/format.js";
import { readLibrary, yearInProgress } from "../../../../chalicelib/web/static/models/library.js";
import { book, libraryOf } from "../libraries.js";

const read = (fields, metadata) => libraryOf([book(fields)], [], metadata).books[0];

test("a format is what the server says, and for old dashboards what the binding says", () => {
  const cases = [
    ["Audible Audio", "audio"],
    ["Audio CD", "audio"],
    ["Audio Cassette", "audio"],
    ["Hörbuch", "audio"],
    ["Kindle Edition", "ebook"],
    ["Kindle Edition with Audio/Video", "ebook"],
    ["ebook", "ebook"],
    ["Hardcover", "print"],
    ["Hardcover with Audio CD", "print"],
    ["Mass Market Paperback", "print"],
    ["Unknown Binding", null],
    ["", null],
    [null, null],
  ];
  for (const [binding, format] of cases) assert.equal(read({ binding }).format, format, String(binding));
  assert.equal(read({ binding: "Paperback", format: "audio" }).format, "audio");
  assert.equal(read({ binding: "Audio CD", format: "print" }).format, "print");
});

test("an audiobook has hours where the file tells them, and never pages", () => {
  const cases = [
    ["Audible Audio", 3, 3],
    ["Audiobook", 324, null],
    ["Audio CD", 11, null],
    ["Audio Cassette", 23, null],
    ["Audible Audio", null, null],
  ];
  for (const [binding, length, hours] of cases) {
    const one = read({ binding, num_pages: length, page_category: "Short (<200)" });
    assert.deepEqual([one.num_pages, one.page_category, one.hours], [null, null, hours], `${binding} ${length}`);
  }
  assert.equal(read({ binding: "Paperback", num_pages: 3 }).num_pages, 3);
  assert.equal(read({ num_pages: 0 }).num_pages, null);
});

test("a date is believed as far as the server says, and never further than its text", () => {
  const cases = [
    [{ read: "2020-01-01" }, "day", "1 January 2020"],
    [{ read: "2020-01" }, "month", "January 2020"],
    [{ read: "2020" }, "year", "2020"],
    [{ read: "2020-01-01", date_precision: "year" }, "year", "2020"],
    [{ read: "2020-01-01", date_precision: "month" }, "month", "January 2020"],
    [{ read: "2020", date_precision: "day" }, "year", "2020"],
    [{}, null, "–"],
  ];
  for (const [fields, precision, words] of cases) {
    const one = read(fields);
    assert.equal(one.date_precision, precision);
    assert.equal(readOn(one), words);
  }
});

test("a date after the export, or one that tells nothing, is no year", () => {
  assert.equal(read({ read: "2026-07-01" }).reading_year, 2026, "the day may have begun further east");
  for (const ahead of ["2026-07-02", "2026-08", "2027"]) {
    const one = read({ read: ahead });
    assert.deepEqual([one.reading_year, one.reading_month_year, one.date_precision], [null, null, null], ahead);
  }
  assert.equal(read({ read: "2031-01-01" }, { export_timestamp: null }).reading_year, 2031);
  assert.equal(read({ read: "2020-01-01", date_precision: null }).reading_year, null);
  assert.equal(readOn(read({ read: "2020-01-01", date_precision: null })), "–");
});

test("a year is in progress when the dashboard is of it, or an older file ends in it", () => {
  const year = (books, metadata) => yearInProgress(libraryOf(books, [], metadata));
  assert.equal(year([]), 2026);
  assert.equal(year([book({ read: "2026-02-01" })]), 2026);
  assert.equal(year([book({ read: "2026-02-01" })], { export_timestamp: "2026-12-05T10:00:00Z" }), 2026);
  assert.equal(year([book({ read: "2021-03-28" })]), 2021);
  for (const read of ["2026", "2026-03"]) assert.equal(year([book({ read, date_added: "2025-12-05" })]), 2026);
  assert.equal(year([book({ read: "2025-12", date_added: "2025-01-05" })]), null);
  assert.equal(year([book({ read: "2025-12-31", date_precision: "year" })]), 2025, "that day is none");
  assert.equal(year([book({ read: "2021-03-28", date_added: "2021-12-05" })]), null);
  assert.equal(year([book({ read: "2020-02-01" })], { export_timestamp: null }), 2020);
  assert.equal(year([], { export_timestamp: null }), null);
});

test("of a share the server has said which year is in progress", () => {
  const year = (running_year) =>
    yearInProgress(libraryOf([book({ read: "2021-03-28" })], [], { share: { year: 2021, running_year } }));
  assert.deepEqual([year(null), year(2021)], [null, 2021]);
});

test("an answer without lists or with values of other kinds is still a library", () => {
  assert.equal(readLibrary({}).all.length, 0);
  const one = read({ genres: [null, "A", "A", 3], my_rating: "5", average_rating: NaN, publication_year: "1984" });
  assert.deepEqual([one.genres, one.my_rating, one.average_rating, one.publication_year], [["A"], null, null, null]);
});
