import assert from "node:assert/strict";
import { test } from "node:test";

import * as stats from "../../../../chalicelib/web/static/models/stats.js";
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
