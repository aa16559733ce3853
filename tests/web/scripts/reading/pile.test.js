import assert from "node:assert/strict";
import { test } from "node:test";

import { pile, pileWords, toReadByAge, toReadByLength } from "../../../../chalicelib/web/static/reading/pile.js";
import { book, libraryOf, many } from "../libraries.js";

const waiting = (fields) => book({ reading_status: "to-read", ...fields });
const added = (...days) => days.map((date_added) => waiting({ date_added }));

test("the pile is the shelf of books to read alone", () => {
  const others = [waiting(), book({ reading_status: "currently-reading" }), book({ reading_status: "did-not-finish" })];
  assert.deepEqual(pile(libraryOf([book()], others)), pile(libraryOf([], [others[0]])));
});

const AGES = [
  ["no book", [], "No book to read tells when you added it.", []],
  ["no date", added(null, "nonsense"), "No book to read tells when you added it.", []],
  ["one book", added("2012-03-04"), "The one book has waited since 2012.", [["2012", 1]]],
  ["a tie", added("2012-03-04", "2012-05-04"), "Both books have waited since 2012.", [["2012", 2]]],
  [
    "one of some",
    added("2021-01-01", "2012-03-04", "2021-02-02", null),
    "1 of 3 books has waited since 2012; at least half of all came in 2021 or later.",
    [
      ["2012", 1],
      ["2021", 2],
    ],
  ],
  [
    "several of some",
    added("2012-03-04", "2012-03-05", "2021-01-01"),
    "2 of 3 books have waited since 2012; at least half of all came in 2012 or later.",
    [
      ["2012", 2],
      ["2021", 1],
    ],
  ],
];
for (const [what, others, summary, cells] of AGES) {
  test(`since when they wait: ${what}`, () => {
    const model = toReadByAge(libraryOf([], others));
    assert.equal(model.summary, summary);
    assert.deepEqual(
      model.rows.map((row) => row.cells),
      cells,
    );
    assert.equal(model.basis.of, others.length);
  });
}

test("years without an addition stand on the axis", () => {
  const model = toReadByAge(libraryOf([], added("2018-01-01", "2021-01-01")));
  assert.deepEqual(model.xs, [2018, 2019, 2020, 2021]);
});

const LENGTHS = [
  ["no book", [], [], "No book has a page count."],
  ["no pages", [null, 0], [], "No book has a page count."],
  ["one book", [320], [], "The one book with a page count has 320 pages."],
  ["nothing read", [100, 300], [], "At least half of them have 300 pages or more. Together they are 400 pages."],
  [
    "months",
    [100, 300],
    [{ read: "2025-02-03", num_pages: 800 }],
    "At least half of them have 300 pages or more. Together they are 400 pages: about 6 months at your pace of 2025.",
  ],
  [
    "the year in progress is no pace, one without pages neither",
    [100, 300],
    [{ read: "2026-02-03", num_pages: 800 }, { read: "2025-02-03" }, { read: "2024-02-03", num_pages: 200 }],
    "At least half of them have 300 pages or more. Together they are 400 pages: about 2 years at your pace of 2024.",
  ],
  [
    "a year of which too few pages are known is no pace",
    [100, 300],
    [
      ...many(8, { read: "2025-02-03", num_pages: 100 }),
      book({ read: "2025-02-03" }),
      ...many(9, { read: "2024-02-03", num_pages: 100 }),
      book({ read: "2024-02-03" }),
    ],
    "At least half of them have 300 pages or more. Together they are 400 pages: about 5 months at your pace of 2024.",
  ],
  [
    "what is heard has no pages to know",
    [100, 300],
    [
      { read: "2025-02-03", num_pages: 400 },
      { read: "2025-02-03", format: "audio" },
    ],
    "At least half of them have 300 pages or more. Together they are 400 pages: about 12 months at your pace of 2025.",
  ],
  [
    "the last year that is over, with each of its reads",
    [100, 300],
    [
      {
        read: "2025-09-03",
        reads: ["2025-02-03", "2025-09-03"].map((end) => ({ start: null, end })),
        num_pages: 400,
      },
      { read: "2024-02-03", num_pages: 100 },
    ],
    "At least half of them have 300 pages or more. Together they are 400 pages: about 6 months at your pace of 2025.",
  ],
  [
    "less than a month",
    [1, 1],
    [{ read: "2025-02-03", num_pages: 800 }],
    "At least half of them have 1 page or more. Together they are 2 pages: about 1 month at your pace of 2025.",
  ],
];
for (const [what, pages, read, summary] of LENGTHS) {
  test(`how long they are: ${what}`, () => {
    const others = pages.map((num_pages) => waiting({ num_pages, date_added: "2026-03-04" }));
    assert.equal(toReadByLength(libraryOf(read.map(book), others)).summary, summary);
  });
}

const WORDS = [
  [[], ""],
  [added(null), "1 book waits to be read."],
  [added("2012-01-02"), "1 book waits to be read, since 2012."],
  [added("2014-01-02", "2012-01-02"), "2 books wait to be read, the first of them since 2012."],
];
for (const [others, words] of WORDS) {
  test(`the pile in words: ${words || "nothing"}`, () => assert.equal(pileWords(libraryOf([], others)), words));
}

test("a thousand books that are all the same", () => {
  const others = many(1000, { reading_status: "to-read", date_added: "2020-01-01", num_pages: 1200 });
  assert.equal(toReadByAge(libraryOf([], others)).summary, "All 1,000 books have waited since 2020.");
  assert.deepEqual(toReadByLength(libraryOf([], others)).rows.at(-1).cells, ["1,000 and more", 1000]);
});
