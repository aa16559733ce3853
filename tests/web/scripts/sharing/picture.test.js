import assert from "node:assert/strict";
import { test } from "node:test";

import { libraryFigures, yearFigures } from "../../../../chalicelib/web/static/charts/figures.js";
import { headFigures, yearsOf } from "../../../../chalicelib/web/static/models/stats.js";
import { layoutOf } from "../../../../chalicelib/web/static/sharing/layout.js";
import { inWords, pictureOf } from "../../../../chalicelib/web/static/sharing/picture.js";
import { anyLibrary, book, libraryOf, many } from "../libraries.js";

const full = { read: "2024-05-05", my_rating: 5, num_pages: 300, genres: ["Fantasy", "Fiction"], author: "A" };

test("the figures are those of the page", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const library = anyLibrary(seed);
    if (!library.books.length) continue;
    const pages = [
      [null, libraryFigures(headFigures(library.books))],
      ...yearsOf(library.books).map((year) => [year, yearFigures(library, year)]),
    ];
    for (const [year, told] of pages) {
      const { figures, numeral, after } = pictureOf(library, year);
      const page = told.map(({ value, name }) => `${value} ${name}`);
      const own = figures.map(({ value, name }) => `${value} ${name}`);
      if (year === null) own.unshift(`${numeral} ${after}`);
      assert.ok(figures.length <= 4);
      for (const words of own)
        assert.ok(page.includes(words.replace(/ of \d+ books?$/, "")), `${seed}: ${words} is not in ${page}`);
    }
  }
});

test("a year is its numeral, a library the number of its books", () => {
  const library = libraryOf([...many(3, full), book({ read: "2026-02-03" }), book()]);
  const told = (year) => {
    const { eyebrow, numeral, after, count, file } = pictureOf(library, year);
    return [eyebrow, `${numeral} ${after}`.trim(), count, file];
  };
  assert.deepEqual(told(2024), ["A year of reading", "2024", 3, "goodreads-stats-2024"]);
  assert.deepEqual(told(2026), ["A year of reading, so far", "2026", 1, "goodreads-stats-2026"]);
  assert.deepEqual(told(null), ["A reading life", "5 books read", 5, "goodreads-stats-library"]);
  assert.equal(pictureOf(library, 1999), null);
  assert.equal(pictureOf(libraryOf([], [book()]), null), null);
});

test("figures of few of the books say of how many they are", () => {
  const told = (...books) => pictureOf(libraryOf(books), 2024).figures.map(({ value, name }) => `${value} ${name}`);
  const bare = { read: "2024-05-05" };
  assert.deepEqual(told(...many(9, full), book(bare)).slice(0, 3), ["10 books", "2,700 pages", "5.00 mean rating"]);
  assert.deepEqual(told(book(full), ...many(9, bare)).slice(0, 3), [
    "10 books",
    "300 pages of 1 book",
    "5.00 rating of 1 book",
  ]);
});

test("the genre of the year is that of most books, if there is one", () => {
  const genre = (...genres) => {
    const found = pictureOf(libraryOf(genres.map((one) => book({ ...full, genres: one }))), 2024).genre;
    return found && `${found.title}: ${found.name}, ${found.words}`;
  };
  assert.equal(genre(["Fantasy"], ["Fantasy"], ["Poetry"]), "Genre of the year: Fantasy, 2 of 3 books");
  assert.equal(genre(["Fantasy"], ["Fantasy"], []), "Genre of the year: Fantasy, 2 of 2 books with genres");
  assert.equal(
    genre(["Fantasy", "Poetry"], ["Fantasy", "Poetry"], ["History"]),
    "Genres of the year: Fantasy and Poetry, 2 of 3 books each",
  );
  assert.equal(genre(["Fantasy"]), null);
  assert.equal(genre(["Fantasy", "Poetry", "History"], ["Fantasy", "Poetry", "History"]), null);
  assert.equal(genre(["Fiction"], ["Fiction"]), null);
  const running = libraryOf(many(3, full), [], { status: "processing" });
  assert.equal(pictureOf(running, 2024).genre, null);
  assert.equal(pictureOf(libraryOf(many(3, full)), null).genre.title, "Most read genre");
});

test("the shelf of a library begins with the latest book, that of a year with its first", () => {
  const dates = ["2023-01-01", "2024-02-02", "2024-12-12"];
  const books = dates.map((read) => book({ read, title: read }));
  const titles = (year) => pictureOf(libraryOf(books), year).books.map(({ title }) => title);
  assert.deepEqual(titles(null), dates.toReversed());
  assert.deepEqual(titles(2024), dates.slice(1));
});

test("the latest books are those that were read last, whenever they were read before", () => {
  const reads = ["2019", "2024-05-06"].map((end) => ({ start: null, end }));
  assert.equal(pictureOf(libraryOf([book({ read: "2024-05-06", reads })]), null).order, "The latest");
});

const ORDERS = [
  ["days", ["2024-01-05", "2024-02-06"], ["The latest", "The first"]],
  ["one has only a month", ["2024-01-05", "2024-02"], ["", ""]],
  ["one is of the year alone", ["2024-01-05", "2024"], ["", ""]],
  ["one is of another year alone", ["2024-01-05", "2019"], ["", "The first"]],
  ["one has no date", ["2024-01-05", null], ["", "The first"]],
];
for (const [what, dates, orders] of ORDERS) {
  test(`what the shelf begins with, as far as it is known: ${what}`, () => {
    const library = libraryOf(dates.map((read) => book({ read })));
    assert.deepEqual(
      [null, 2024].map((year) => pictureOf(library, year).order),
      orders,
    );
  });
}

test("no review, note, shelf, identity of the file or address is in it", () => {
  const secret = "SECRET";
  const library = libraryOf(
    many(6, {
      ...full,
      my_review: secret,
      private_notes: secret,
      bookshelves: [secret],
      publisher: secret,
      isbn13: secret,
      thumbnail_url: `https://evil.example/${secret}.jpg`,
      small_thumbnail_url: `javascript:${secret}`,
    }),
    [book({ title: secret, reading_status: "to-read" })],
    { export_id: secret, file_name: secret },
  );
  for (const year of [null, 2024]) {
    const picture = pictureOf(library, year);
    const layouts = [true, false].map((covers) => layoutOf(picture, "story", covers, (text) => text.length * 9));
    const text = JSON.stringify([picture, layouts, inWords(picture)]);
    assert.ok(!text.includes(secret));
    assert.doesNotMatch(text, /https?:|#\/|dashboard/);
  }
});

test("its words are for those who do not see it", () => {
  assert.equal(
    inWords(pictureOf(libraryOf(many(3, full)), 2024)),
    "2024; 3 books; 900 pages; 5.00 mean rating; 1 author; 3 books with 5 stars; Genre of the year: Fantasy, 3 of 3 books",
  );
});

test("the best loved books are told with the highest rating they have, latest first", () => {
  const rated = (...ratings) =>
    pictureOf(
      libraryOf(
        ratings.map((my_rating, index) => book({ read: `2024-05-0${1 + index}`, my_rating, title: `${index}` })),
      ),
      2024,
    ).loved;
  const { stars, words, books } = rated(5, 3, 5);
  assert.deepEqual([stars, words, books.map(({ title }) => title)], [5, "2 books with 5 stars", ["2", "0"]]);
  assert.equal(rated(4.5, 4).words, "1 book with 4.5 stars");
  assert.equal(rated(3, null), null);
});
