import assert from "node:assert/strict";
import { test } from "node:test";

import { begunOn, givenUpNote, readingNow, shelves } from "../../../../chalicelib/web/static/collection/shelves.js";
import { parseHash } from "../../../../chalicelib/web/static/models/addresses.js";
import { filterBooks, readFilters } from "../../../../chalicelib/web/static/models/filters.js";
import { anyLibrary, book, libraryOf, many } from "../libraries.js";

const on = (reading_status, count = 1) => many(count, { reading_status });
const named = (library) => shelves(library).map(({ name, count }) => [name, count]);

test("shelves are told where a reader has made one", () => {
  const cases = [
    [0, [], []],
    [2, [], []],
    [2, [...on("to-read", 9), ...on("currently-reading")], []],
    [0, on("before-goodreads"), [["Before goodreads", 1]]],
    [
      411,
      [...on("to-read", 54), ...on("before-goodreads", 134), ...on("dnf", 3)],
      [
        ["Read", 411],
        ["Before goodreads", 134],
        ["To read", 54],
        ["Dnf", 3],
      ],
    ],
    [
      1,
      [...on("on-hold"), ...on("on_hold")], // of one name but for a hyphen
      [
        ["on-hold", 1],
        ["on_hold", 1],
        ["Read", 1],
      ],
    ],
  ];
  for (const [read, others, wanted] of cases) assert.deepEqual(named(libraryOf(many(read, {}), others)), wanted);
});

test("every shelf leads to its books, and all together are the library, in any of three hundred", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const library = anyLibrary(seed);
    const all = shelves(library);
    for (const { count, href } of all)
      assert.equal(filterBooks(library.all, readFilters(parseHash(href).params)).length, count, `seed ${seed}`);
    if (all.length)
      assert.equal(
        all.reduce((total, { count }) => total + count, 0),
        library.all.length,
      );
  }
});

test("the note on what was given up leads to those books, on whichever shelf they stand", () => {
  assert.equal(givenUpNote(libraryOf(many(3, {}), on("to-read"))), null);
  const library = libraryOf(many(3, {}), [...on("dnf"), ...on("abandoned"), ...on("to-read")]);
  const [before, link, after] = givenUpNote(library);
  assert.equal(before + link.words + after, "You gave up 2 of 5 books that you began, 40 %.");
  assert.equal(filterBooks(library.all, readFilters(parseHash(link.href).params)).length, 2);
});

test("what was begun or added last stands first of what is being read", () => {
  const open = (title, start, date_added = null) =>
    book({ title, reading_status: "currently-reading", date_added, reads: start ? [{ start, end: null }] : [] });
  const library = libraryOf(
    [book()],
    [
      open("undated"),
      open("added", null, "2026-01-15"),
      open("begun", "2026-03-01", "2020-01-01"),
      open("month", "2026-02"),
      book({ title: "waits", reading_status: "to-read" }),
      book({
        title: "again",
        reading_status: "currently-reading",
        reads: [
          { start: "2018-01-01", end: null }, // laid aside
          { start: "2019-01-01", end: "2019-02-01" },
          { start: "2026-04-05", end: null },
        ],
      }),
    ],
  );
  const now = readingNow(library);
  assert.deepEqual(
    now.map(({ title }) => title),
    ["again", "begun", "month", "added", "undated"],
  );
  assert.deepEqual(now.map(begunOn), ["2026-04-05", "2026-03-01", "2026-02", null, null]);
});
