import assert from "node:assert/strict";
import { test } from "node:test";

import {
  formatsByRating,
  formatsOverYears,
  tellsFormatRatings,
  tellsFormats,
} from "../../../../chalicelib/web/static/collection/formats.js";
import { libraryOf, many } from "../libraries.js";

const cells = ({ rows }) => rows.map((row) => row.cells);
const read = (format, count, fields = {}) => many(count, { format, read: "2024-05-06", ...fields });

test("formats are told when two have some books, of enough whose format is known", () => {
  const cases = [
    [[], false],
    [read("print", 50), false],
    [[...read("print", 50), ...read("audio", 2)], false], // two in all those years
    [[...read("print", 50), ...read("audio", 3)], true],
    [[...read("print", 3), ...read("ebook", 3)], true],
    [[...read("print", 3), ...read("ebook", 3), ...read(null, 6)], true],
    [[...read("print", 3), ...read("ebook", 3), ...read(null, 7)], false], // of less than half
    [[...read("print", 10), ...read("ebook", 10), ...read(null, 200)], true], // twenty are enough
    [[...read("print", 9), ...many(9, { format: "audio" })], false], // without a date
  ];
  for (const [books, told] of cases) assert.equal(tellsFormats(libraryOf(books)), told);
});

test("ratings of formats are compared from five of each on", () => {
  const rated = (format, count) => many(count, { format, my_rating: 4 });
  assert.equal(tellsFormatRatings(libraryOf([...rated("print", 20), ...rated("ebook", 4)])), false);
  assert.equal(tellsFormatRatings(libraryOf([...rated("print", 20), ...rated("ebook", 5)])), true);
  assert.equal(tellsFormatRatings(libraryOf([...rated("print", 20), ...read("ebook", 5)])), false);
});

test("pages of a year are those of print and ebooks, with each read in it", () => {
  const again = ["2024-01-02", "2024-05-06"].map((end) => ({ start: null, end }));
  const model = formatsOverYears(
    libraryOf([
      ...read("print", 1, { num_pages: 300, reads: again }),
      ...read("print", 1, { num_pages: 100 }),
      ...read("ebook", 1),
      ...read("audio", 1, { num_pages: 12 }),
      ...read("audio", 1, { read: "2025-01-01" }),
      ...read(null, 1),
    ]),
  );
  assert.deepEqual(cells(model), [
    ["Print", "2024", 700, 2],
    ["Ebook", "2024", "–", 1],
    ["Audio", "2024", "–", 1],
    ["Audio", "2025", "–", 1],
  ]);
  assert.equal(model.summary, "2 printed books, 1 ebook and 2 audiobooks; 700 pages in print.");
  assert.deepEqual([model.basis.n, model.basis.of], [5, 6]);
});

test("amounts are told of the formats that there are", () => {
  const summary = (...books) => formatsOverYears(libraryOf(books.flat())).summary;
  assert.equal(summary(), "No book has both a date and a format.");
  assert.equal(summary(read("audio", 1, { num_pages: 12 })), "1 audiobook.");
  assert.equal(
    summary(read("print", 2, { num_pages: 10 }), read("ebook", 1, { num_pages: 1 })),
    "2 printed books and 1 ebook; 20 pages in print and 1 page as ebooks.",
  );
});

test("means of formats are told with their ties, those of few ratings left out", () => {
  const rated = (format, ...ratings) => ratings.flatMap((my_rating) => many(1, { format, my_rating }));
  const five = (format, stars) => rated(format, ...Array(5).fill(stars));
  const cases = [
    [[], "No format has 5 ratings."],
    [rated("print", 4, 4), "No format has 5 ratings."],
    [five("print", 4), "You rate printed books, 4.00 on average."],
    [[...five("print", 4), ...five("ebook", 4)], "You rate printed books and ebooks alike, 4.00 on average."],
    [
      [...five("print", 3), ...five("ebook", 4), ...five("audio", 2)],
      "You rate ebooks highest, 4.00 on average; printed books 3.00 and audiobooks 2.00.",
    ],
    [
      [...five("print", 4), ...five("ebook", 4), ...five("audio", 2)],
      "You rate printed books and ebooks highest, 4.00 on average; audiobooks 2.00.",
    ],
    [
      [...five("print", 3), ...five("ebook", 4), ...rated("audio", 5)],
      "You rate ebooks highest, 4.00 on average; printed books 3.00.",
    ],
  ];
  for (const [books, words] of cases) assert.equal(formatsByRating(libraryOf(books)).summary, words);
});

test("ratings stand by format at their stars, or at halves where quarters are given", () => {
  const library = libraryOf([
    ...many(2, { format: "ebook", my_rating: 4 }),
    ...many(1, { format: "print", my_rating: 3.75 }),
    ...many(1, { format: null, my_rating: 1 }),
  ]);
  assert.deepEqual(cells(formatsByRating(library)), [
    ["Print", "3.5 to 3.99", 1],
    ["Ebook", "4", 2],
  ]);
});
