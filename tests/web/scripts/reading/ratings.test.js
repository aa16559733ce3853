import assert from "node:assert/strict";
import { test } from "node:test";

import {
  byReaders,
  meanByGenre,
  meanByYear,
  ratingsOverYears,
  ratingsWords,
} from "../../../../chalicelib/web/static/reading/ratings.js";
import { book, libraryOf, many } from "../libraries.js";

/** Books of a year, one for each rating. */
const of = (year, ...ratings) => ratings.map((my_rating) => book({ my_rating, read: String(year) }));
const genre = (name, fields, ...ratings) =>
  ratings.map((my_rating) => book({ my_rating, genres: [name, "Fiction"], ...fields }));

const WORDS = [
  ["no book", [], "You have not rated any book."],
  ["no rating", [book()], "You have not rated any book."],
  ["one", [book({ my_rating: 1 })], "You rated one book, with 1 star."],
  ["all the same", many(3, { my_rating: 4 }), "3 ratings, 4.00 on average with a standard deviation of 0.00."],
  [
    "above the community",
    [book({ my_rating: 5, average_rating: 4 }), book({ my_rating: 3, average_rating: 3.5 })],
    "2 ratings, 4.00 on average with a standard deviation of 1.00, 0.25 stars above the community.",
  ],
  [
    "above the community where that is known",
    [book({ my_rating: 5, average_rating: 4 }), book({ my_rating: 5 })],
    "2 ratings, 5.00 on average with a standard deviation of 0.00, 1.00 stars above the community over the one book of which its mean is known.",
  ],
  [
    "as the community",
    many(2, { my_rating: 4, average_rating: 4 }),
    "2 ratings, 4.00 on average with a standard deviation of 0.00, the same as the community's.",
  ],
  [
    "a provider's mean of nine votes is none",
    many(2, { my_rating: 4, average_rating: 3, community_ratings: 9, provided: ["average_rating"] }),
    "2 ratings, 4.00 on average with a standard deviation of 0.00.",
  ],
  [
    "of ten it is one, and an export's own mean is believed",
    [
      book({ my_rating: 4, average_rating: 2, community_ratings: 10, provided: ["average_rating"] }),
      book({ my_rating: 4, average_rating: 3, community_ratings: 2, provided: [] }),
    ],
    "2 ratings, 4.00 on average with a standard deviation of 0.00, 1.50 stars above the community.",
  ],
];
for (const [what, books, words] of WORDS) {
  test(`ratings in words: ${what}`, () => assert.equal(ratingsWords(libraryOf(books)), words));
}

const YEARS = [
  ["no book", [], "No year has three ratings."],
  ["two ratings", of(2020, 5, 4), "No year has three ratings."],
  [
    "one year",
    [...of(2020, 5, 4, 3), ...of(2021, 5)],
    "2020 is the only year with three ratings or more; their mean is 4.00.",
  ],
  ["all the same", [...of(2020, 4, 4, 4), ...of(2021, 5, 4, 3)], "Your mean is 4.00 in each of 2 years."],
  [
    "several",
    [...of(2020, 5, 5, 5), ...of(2021, 4, 4, 4), ...of(2022, 1, 1, 2)],
    "Your mean is highest in 2020, 5.00, and lowest in 2022, 1.33.",
  ],
  [
    "ties",
    [...of(2020, 5, 5, 5), ...of(2021, 5, 5, 5), ...of(2022, 1, 1, 1)],
    "Your mean is highest in 2020 and 2021, 5.00, and lowest in 2022, 1.00.",
  ],
];
for (const [what, books, summary] of YEARS) {
  test(`the mean of years: ${what}`, () => assert.equal(meanByYear(libraryOf(books)).summary, summary));
}

test("a year has mean, spread, distance and books", () => {
  const books = [5, 4, 3].map((my_rating) => book({ my_rating, read: "2020", average_rating: 4.5 }));
  const { rows } = meanByYear(libraryOf([...books, ...of(2021, 4, 4, 4)]));
  assert.deepEqual(
    rows.map((row) => row.cells),
    [
      ["2020", "4.00", "0.82", "−0.50", 3],
      ["2021", "4.00", "0.00", "–", 3],
    ],
  );
  assert.equal(rows[0].text, "4.00 ± 0.82");
  assert.equal(rows[0].label, "2020: 4.00 on average, 3 books");
});

test("a mean that is the community's says so", () => {
  const books = many(3, { my_rating: 4, read: "2020", average_rating: 4.001 });
  assert.equal(meanByYear(libraryOf(books)).rows[0].cells[3], "the same");
});

const RANGES = [
  ["no book", [], "No book has both a date and your rating."],
  ["one value in one year", of(2020, 4, 4), "You gave nothing but 4 ★ in 2020."],
  ["one value", [...of(2020, 4), ...of(2021, 4)], "You gave nothing but 4 ★ over 2 years."],
  ["some in one year", of(2020, 4, 2), "Your ratings go from 2 to 4 ★ in 2020."],
  ["some", [...of(2020, 4), ...of(2021, 2.5)], "Your ratings go from 2.5 to 4 ★ over 2 years."],
  ["two of one half star", of(2020, 4.75, 4.5), "Your ratings go from 4.5 to 4.75 ★ in 2020."],
  ["nothing but a quarter", of(2020, 4.75, 4.75), "You gave nothing but 4.75 ★ in 2020."],
];
for (const [what, books, summary] of RANGES) {
  test(`ratings over the years: ${what}`, () => assert.equal(ratingsOverYears(libraryOf(books)).summary, summary));
}

const GENRES = [
  ["no book", [], "No genre has five ratings."],
  ["four of one", genre("Fantasy", {}, 5, 5, 5, 5), "No genre has five ratings."],
  [
    "one genre",
    genre("Fantasy", { average_rating: 3 }, 5, 5, 5, 5, 5),
    "Fantasy is the only genre with five ratings or more; their mean is 5.00.",
  ],
  [
    "above and below the community",
    [
      ...genre("Fantasy", { average_rating: 4 }, 5, 5, 5, 5, 5),
      ...genre("Horror", { average_rating: 4 }, 3, 3, 3, 3, 2),
    ],
    "Your mean is highest in Fantasy, 5.00, and lowest in Horror, 2.80. Beside the community you are furthest above it " +
      "in Fantasy, by 1.00, and furthest below it in Horror, by 1.20.",
  ],
  [
    "only above it",
    [
      ...genre("Fantasy", { average_rating: 4 }, 5, 5, 5, 5, 5),
      ...genre("Horror", { average_rating: 3 }, 3, 3, 3, 3, 3),
    ],
    "Your mean is highest in Fantasy, 5.00, and lowest in Horror, 3.00. Beside the community you are furthest above it " +
      "in Fantasy, by 1.00.",
  ],
];
for (const [what, books, summary] of GENRES) {
  test(`the mean of genres: ${what}`, () => assert.equal(meanByGenre(libraryOf(books)).summary, summary));
}

test("the twelve genres with the most ratings, the best first, without fiction and nonfiction", () => {
  const books = [...Array(14)].flatMap((_, number) =>
    genre(`Genre ${String(number).padStart(2, "0")}`, {}, ...Array(number < 12 ? 6 : 5).fill(number % 5 || 5)),
  );
  const { rows, summary } = meanByGenre(libraryOf(books));
  assert.equal(rows.length, 12);
  assert.match(summary, /^Of the 12 genres that you rated most often: Your mean is highest in /);
  assert.ok(rows.every((row) => row.x < "Genre 12"));
  assert.deepEqual(
    rows.map((row) => row.value),
    rows.map((row) => row.value).sort((a, b) => b - a),
  );
});

test("widely and rarely read books are told apart or not at all", () => {
  const voted = (...counts) => libraryOf(counts.map((community_ratings) => book({ community_ratings })));
  const none = { rarely: [], widely: [] };
  for (const library of [
    libraryOf([]),
    voted(1, 2),
    voted(...Array(12).fill(100)),
    voted(1, 1, 1, 1, 1, 1, 1, 1, 9, 9),
  ])
    assert.deepEqual(byReaders(library), none);
  assert.deepEqual(byReaders(voted(1, 2, 3, 4, 5, 6, 7, 8, 9, null, 0)), none);
  const { rarely, widely } = byReaders(voted(10, 2, 3, 4, 5, null, 6, 7, 8, 9, 1));
  assert.deepEqual(
    [rarely, widely].map((found) => found.map(({ votes }) => votes)),
    [
      [1, 2, 3, 4, 5],
      [10, 9, 8, 7, 6],
    ],
  );
});
