import assert from "node:assert/strict";
import { test } from "node:test";

import {
  authorOfYear,
  authorsByRating,
  authorsOverYears,
  peopleWords,
} from "../../../../chalicelib/web/static/reading/people.js";
import { book, libraryOf, many } from "../libraries.js";

/** Books by an author, one for each rating. */
const by = (author, ...ratings) => ratings.map((my_rating) => book({ author, my_rating, read: "2024-05-06" }));
const yearsOf = (author, ...years) => years.map((year) => book({ author, read: String(year) }));

const WORDS = [
  [[], "No book on your read shelf names an author."],
  [[book({ author: "" })], "No book on your read shelf names an author."],
  [by("A", 1), "You have read 1 book by one author, A."],
  [by("A", 1, 2), "You have read 2 books by one author, A."],
  [[...by("A", 1), ...by("B", 1)], "You have read 2 authors, one book each."],
  [[...by("A", 1, 2), ...by("B", 1, 2)], "You have read 2 authors, each of them more than once."],
  [[...by("A", 1, 2), ...by("B", 1)], "You have read 2 authors, 1 of them more than once."],
];
for (const [books, words] of WORDS) test(words, () => assert.equal(peopleWords(libraryOf(books)), words));

const HIGHEST = [
  ["no book", [], "You have rated no author three times.", []],
  ["two ratings are none", [...by("A", 5, 5, null), ...by("", 5, 5, 5)], "You have rated no author three times.", []],
  [
    "one author",
    by("A", 5, 4, 5),
    "A is the only author whom you rated three times or more, with a mean of 4.67.",
    [["A", "4.67", 3]],
  ],
  [
    "the best is not the one with the most books",
    [...by("A", 5, 3, 3, 3), ...by("B", 4, 4, 4)],
    "B leads with a mean of 4.00 over 3 books, out of 2 authors whom you rated three times or more.",
    [
      ["B", "4.00", 3],
      ["A", "3.50", 4],
    ],
  ],
  [
    "equal authors, the one with more books first",
    [...by("A", 4, 4, 4), ...by("B", 4, 4, 4, 4), ...by("C", 1, 1, 1)],
    "B and A lead with a mean of 4.00 each, out of 3 authors whom you rated three times or more.",
    [
      ["B", "4.00", 4],
      ["A", "4.00", 3],
      ["C", "1.00", 3],
    ],
  ],
  [
    "all equal",
    [...by("A", 4, 4, 4), ...by("B", 4, 4, 4)],
    "Both authors whom you rated three times or more have a mean of 4.00.",
    [
      ["A", "4.00", 3],
      ["B", "4.00", 3],
    ],
  ],
];
for (const [what, books, summary, cells] of HIGHEST) {
  test(`authors by rating: ${what}`, () => {
    const model = authorsByRating(libraryOf(books));
    assert.equal(model.summary, summary);
    assert.deepEqual(
      model.rows.map((row) => row.cells),
      cells,
    );
  });
}

const BACK = [
  ["no book", [], "You have read no author in two different years."],
  ["several books in one year", yearsOf("A", 2020, 2020), "You have read no author in two different years."],
  ["one", yearsOf("A", 2020, 2021), "You have read A in 2 different years, and no other author in as many."],
  [
    "more books in fewer years",
    [...yearsOf("A", 2020, 2021, 2021, 2021), ...yearsOf("B", 2018, 2019, 2020)],
    "You have read B in 3 different years, and no other author in as many.",
  ],
  [
    "a tie",
    [...yearsOf("A", 2020, 2021), ...yearsOf("B", 2018, 2019)],
    "You have read A and B in 2 different years each, and no other author in as many.",
  ],
  [
    "a tie of many",
    ["A", "B", "C", "D"].flatMap((author) => yearsOf(author, 2020, 2021)),
    "4 authors came back in 2 different years each, and none in more.",
  ],
];
for (const [what, books, summary] of BACK) {
  test(`authors one comes back to: ${what}`, () => assert.equal(authorsOverYears(libraryOf(books)).summary, summary));
}

test("only those who came back have a row, ten at most, and a read again is coming back", () => {
  const twelve = [...Array(12)].flatMap((_, number) => yearsOf(`Author ${number}`, 2020, 2021));
  assert.equal(authorsOverYears(libraryOf([...twelve, ...yearsOf("Once", 2020)])).ys.length, 10);
  const again = book({ author: "A", read: "2021", reads: ["2019", "2021"].map((end) => ({ start: null, end })) });
  assert.deepEqual(
    authorsOverYears(libraryOf([again])).rows.map((row) => row.cells),
    [
      ["A", "2019", 1],
      ["A", "2021", 1],
    ],
  );
});

/** A library that goes on after the years of its read books. */
const later = (books) => libraryOf(books, [book({ reading_status: "to-read", date_added: "2026-06-01" })]);
const told = (parts) => parts.map((part) => (typeof part === "string" ? part : part.words)).join("");
const OF_YEAR = [
  ["no book", [], ""],
  ["one book each", [...by("A", 5), ...by("B", 4)], ""],
  ["no author", many(3, { author: "", read: "2024" }), ""],
  ["most books", [...by("A", 5, 3), ...by("B", 5)], "Author of the year: A with 2 books, 4.00 stars on average. "],
  ["without a rating", by("A", null, null), "Author of the year: A with 2 books. "],
  [
    "the better rated of two",
    [...by("A", 3, 3), ...by("B", 5, 4)],
    "Author of the year: B with 2 books, 4.50 stars on average. ",
  ],
  ["a book without a rating may be a bad one", by("A", 5, null), "Author of the year: A with 2 books. "],
  [
    "neither is better where one book has no rating",
    [...by("A", 3, 3), ...by("B", 5, null)],
    "Authors of the year: A and B with 2 books each. ",
  ],
  [
    "one of two without a rating is not worse",
    [...by("A", 3, 3), ...by("B", null, null)],
    "Authors of the year: A and B with 2 books each. ",
  ],
  [
    "a tie of three",
    [...by("A", 3, 3), ...by("B", 3, 3), ...by("C", 3, 3)],
    "Authors of the year: A, B and C with 2 books each, 3.00 stars on average. ",
  ],
  ["a tie of four", ["A", "B", "C", "D"].flatMap((author) => by(author, 3, 3)), ""],
];
for (const [what, books, words] of OF_YEAR) {
  test(`author of the year: ${what}`, () => assert.equal(told(authorOfYear(later(books), 2024)), words));
}

test("the author of a year that goes on is one so far", () => {
  const books = many(2, { author: "A", read: "2026-02-03" });
  assert.equal(told(authorOfYear(libraryOf(books), 2026)), "Author of the year so far: A with 2 books. ");
});

test("books of other years do not count", () => {
  assert.equal(told(authorOfYear(libraryOf([...by("A", 5), ...yearsOf("A", 2023)]), 2024)), "");
});
