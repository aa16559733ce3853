import assert from "node:assert/strict";
import { test } from "node:test";

import * as review from "../../../../chalicelib/web/static/charts/year-review.js";
import { book, libraryOf, many } from "../libraries.js";

const news = (books) => review.newAuthors(libraryOf(books), 2024);

test("an undated book is not earlier", () => {
  const [dated, undated] = [book({ read: "2024", author: "A" }), book({ author: "A" })];
  assert.equal(news([dated, undated]), "It is the first year with dates in your library.");
  const before = book({ read: "2020", author: "B" });
  assert.equal(news([dated, undated, before]), "The one author was new to you, as far as your dated books tell.");
  assert.equal(news([dated, before]), "The one author was new to you.");
});

test("a shared year says nothing of the years before, which are not in it", () => {
  const told = (view) =>
    review.newAuthors(libraryOf([book({ read: "2024", author: "A" })], [], { share: { view } }), 2024);
  assert.deepEqual([told("year"), told("overview")], ["", "It is the first year with dates in your library."]);
});

test("authors of earlier years are known", () => {
  const year = [book({ read: "2024", author: "A" }), book({ read: "2024", author: "B" })];
  assert.equal(news([...year, book({ read: "2020", author: "A" })]), "1 of 2 authors was new to you.");
  assert.equal(
    news([...year, book({ read: "2020", author: "A" }), book({ read: "2021", author: "B" })]),
    "You had read all of its authors before.",
  );
});

test("best loved are all books with the highest rating, if it is four stars or more", () => {
  const loved = (...ratings) => review.loved(libraryOf(ratings.map((my_rating) => book({ my_rating }))).books);
  assert.equal(loved(5, 5, 4).title, "Best loved: 2 books with 5 stars");
  assert.equal(loved(5, 5, 4).books.length, 2);
  assert.equal(loved(4.75).title, "Best loved: 1 book with 4.75 stars");
  assert.equal(loved(3, 3), null);
  assert.equal(loved(), null);
});

test("moments leave out what is not known, and what says nothing", () => {
  const told = (books) => review.moments(libraryOf(books), 2024).map(({ name, note }) => `${name}: ${note}`);
  assert.deepEqual(told([book({ read: "2024", publication_year: -700 })]), ["Oldest: published 700 BC"]);
  assert.deepEqual(told([book({ read: "2024-02-03", num_pages: 200 }), book({ read: "2024-05-06", num_pages: 200 })]), [
    "First of the year: 3 February 2024",
    "Latest so far: 6 May 2024",
    "Longest: 200 pages",
  ]);
  const over = [book({ read: "2024-02-03" }), book({ read: "2024-05-06" }), book({ read: "2025-01-01" })];
  assert.deepEqual(told(over), ["First of the year: 3 February 2024", "Last of the year: 6 May 2024"]);
  assert.deepEqual(
    told([book({ read: "2024-02-03" }), ...many(2, { read: "2024-01-01", date_precision: "year" })]),
    [],
  );
  assert.deepEqual(
    told([book({ read: "2024", num_pages: 3, binding: "Audible Audio" }), book({ read: "2024", num_pages: 90 })]),
    ["Longest: 90 pages"],
  );
  assert.deepEqual(told([book({ read: "2024", my_rating: 4, average_rating: 4 })]), []);
});

test("first and last are not told where a month lies before or after them", () => {
  const days = ["2023-06-15", "2023-07-15"];
  const told = (...months) =>
    review
      .moments(libraryOf([...days, ...months, "2024-01-01"].map((read) => book({ read }))), 2023)
      .map(({ name }) => name);
  const [first, last] = ["First of the year", "Last of the year"];
  assert.deepEqual(told("2023-06", "2023-07"), [first, last]);
  assert.deepEqual(told("2023-01"), [last]);
  assert.deepEqual(told("2023-12"), [first]);
  assert.deepEqual(told("2023-01", "2023-12"), []);
});

test("an address names a year of the library, or gets a page that says what it is not", () => {
  const library = libraryOf([book({ read: "2024" }), book({ read: "2020" })]);
  assert.equal(review.yearAsked(library, undefined), 2024);
  assert.equal(review.yearAsked(library, "2020"), 2020);
  for (const asked of ["1999", "constructor", "0x7e4", "2020.0", "", "null"]) {
    assert.equal(review.yearAsked(library, asked), null, asked);
  }
  assert.equal(review.noSuchYear(library, "1999").title, "Nothing read in 1999");
  assert.equal(review.noSuchYear(library, "null").title, "“null” is no year");
  assert.equal(review.noSuchYear(libraryOf([]), undefined).title, "No year to look back on");
  assert.equal(review.noSuchYear(libraryOf([book()]), "2020").lead, "Your read book has no date.");
});
