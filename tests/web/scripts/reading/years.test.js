import assert from "node:assert/strict";
import { test } from "node:test";

import { forget, keepGoal, keptGoal } from "../../../../chalicelib/web/static/job/store.js";
import {
  MEAN,
  besideWords,
  comparisons,
  goalFor,
  goalOf,
  goalWords,
  goalWordsUntil,
  monthsSideBySide,
  noGoalWords,
  sidesOf,
} from "../../../../chalicelib/web/static/reading/years.js";
import { keepHere } from "../job/local-storage.js";
import { book, libraryOf } from "../libraries.js";

const on = (...texts) => texts.map((read) => book({ read }));
/** 2026 goes on: the last book was added in it. */
const some = libraryOf(
  [...on("2023-01-02", "2023-02-02", "2023-02-03", "2024-01-02", "2026-05-06", "2025-03-04", "2025-04-05")],
  [book({ reading_status: "to-read", date_added: "2026-06-01" })],
);

const SIDES = [
  ["", [2026, 2025]],
  ["a=2023", [2023, 2026]],
  ["a=2024", [2024, 2023]],
  ["a=2024&b=2024", [2024, 2023]],
  ["a=2024&b=2026", [2024, 2026]],
  ["a=2024&b=mean", [2024, MEAN]],
  ["a=1999&b=constructor", [2026, 2025]],
];
for (const [query, expected] of SIDES) {
  test(`the sides of "${query}"`, () => {
    const { a, b } = sidesOf(some, new URLSearchParams(query));
    assert.deepEqual([a, b], expected);
  });
}

test("it takes two years, and two that are over for a mean", () => {
  const query = new URLSearchParams("b=mean");
  for (const books of [[], on("2020"), [book(), book()]]) assert.equal(sidesOf(libraryOf(books), query), null);
  const added = [book({ reading_status: "to-read", date_added: "2026-06-01" })];
  assert.equal(sidesOf(libraryOf(on("2025", "2026"), added), query).b, 2025);
});

const WORDS = [
  [2024, 2023, "2024 has 1 book, 2 fewer than 2023."],
  [2023, 2024, "2023 has 3 books, 2 more than 2024."],
  [2026, 2024, "2026 has 1 book so far, as many as 2024."],
  [2026, 2025, "2026 has 1 book so far; 2025 has 2."],
  [2025, 2026, "2025 has 2 books; 2026 has 1 so far."],
  [2025, MEAN, "2025 has 2 books, as many as the mean year."],
  [2024, MEAN, "2024 has 1 book, 1 fewer than the mean year."],
  [2026, MEAN, "2026 has 1 book so far; the mean year has 2."],
];
for (const [a, b, words] of WORDS) test(words, () => assert.equal(besideWords(some, a, b), words));

test("figures of both, without those that neither has, and a mean counts ratings and not years", () => {
  const rated = (read, my_rating) => book({ read, my_rating, num_pages: 101 });
  const later = [book({ reading_status: "to-read", date_added: "2026-06-01" })];
  const library = libraryOf([rated("2020", 5), rated("2021", 2), rated("2021", 2), book({ read: "2022" })], later);
  assert.deepEqual(comparisons(library, 2020, MEAN), [
    { name: "Books", values: [1, 1.3], shown: ["1", "1.3"] },
    { name: "Pages", values: [101, 152], shown: ["101", "152"] },
    { name: "Authors", values: [1, 1], shown: ["1", "1"] },
    { name: "Mean rating", values: [5, 3], shown: ["5.00", "3.00"] },
  ]);
  assert.deepEqual(
    comparisons(libraryOf(on("2020", "2021")), 2020, 2021).map(({ name }) => name),
    ["Books", "Authors"],
  );
});

test("pages that nobody knows are not none", () => {
  const read = (year, num_pages = null) => book({ read: year, num_pages });
  const library = libraryOf([read("2022", 100), read("2023"), read("2024", 300)]);
  const pages = (a, b) => comparisons(library, a, b).find(({ name }) => name === "Pages").shown;
  assert.deepEqual(pages(2023, 2022), ["–", "100"]);
  assert.deepEqual(pages(2023, MEAN), ["–", "100"]); // 2024 goes on
});

test("months of both years, or of neither", () => {
  const model = monthsSideBySide(some, 2023, 2024);
  assert.deepEqual(
    model.rows.map((row) => row.cells),
    [
      ["2023", "January", 1],
      ["2023", "February", 2],
      ["2024", "January", 1],
    ],
  );
  assert.equal(model.summary, "2023 has more books than 2024 in 1 month and fewer in no month.");
  assert.deepEqual(monthsSideBySide(libraryOf(on("2023-01-02", "2024")), 2023, 2024).rows, []);
});

/** The sentence for a dashboard of a day, with a book in each month of 2025 and one in January and one in June 2026. */
const monthsOn = (day, a = 2026, b = 2025) => {
  const year = [...Array(12)].map((_, month) => `2025-${String(month + 1).padStart(2, "0")}-02`);
  const library = libraryOf(on(...year, "2026-01-03", "2026-06-02", "2026-06-03"), [], { export_timestamp: day });
  return monthsSideBySide(library, a, b).summary;
};

test("a month to come, or not over, is not fewer", () => {
  const cases = [
    [
      monthsOn("2026-07-01T10:00:00Z"),
      "2026 has more books than 2025 in 1 month and fewer in 4 months, up to the end of June.",
    ],
    [
      monthsOn("2026-06-30T10:00:00Z"),
      "2026 has more books than 2025 in no month and fewer in 4 months, up to the end of May.",
    ],
    [
      monthsOn("2026-06-30T10:00:00Z", 2025, 2026),
      "2025 has more books than 2026 in 4 months and fewer in no month, up to the end of May.",
    ],
    [
      monthsOn("2027-01-01T10:00:00Z"),
      "2026 has more books than 2025 in no month and fewer in 4 months, up to the end of May.",
    ],
  ];
  for (const [summary, words] of cases) assert.equal(summary, words);
  const january = libraryOf(on("2025-01-02", "2026-01-02"), [], { export_timestamp: "2026-01-20T10:00:00Z" });
  assert.equal(monthsSideBySide(january, 2026, 2025).summary, "No month of 2026 is over yet.");
});

const GOALS = [
  [0, 12, "2026-01-01", "0 of 12 books, on an even pace. 12 more in 365 days need one every 30 days."],
  [5, 12, "2026-07-02", "5 of 12 books, on an even pace. 7 more in 183 days need one every 26 days."],
  [8, 12, "2026-07-02", "8 of 12 books, 3 ahead of an even pace. 4 more in 183 days need one every 45 days."],
  [11, 12, "2024-12-31", "11 of 12 books, on an even pace. 1 more in 1 day needs 1 a day."],
  [0, 12, "2024-12-29", "0 of 12 books, 11 behind an even pace. 12 more in 3 days need 4 a day."],
  [0, 1, "2026-12-30", "0 of 1 book, on an even pace. 1 more in 2 days needs one every 2 days."],
  [0, 20, "2026-12-02", "0 of 20 books, 18 behind an even pace. 20 more in 30 days need 5 a week."],
  [48, 50, "2026-12-29", "48 of 50 books, 1 behind an even pace. 2 more in 3 days."],
  [12, 12, "2026-07-02", "12 of 12 books: the goal is reached."],
  [1200, 1, "2026-07-02", "1,200 of 1 book: the goal is reached."],
];
for (const [done, goal, day, words] of GOALS) test(words, () => assert.equal(goalWords(done, goal, day), words));

const UPDATE = "Update this dashboard with a newer export to see today's pace.";
const UNTIL = [
  [6, "2026-07-02", "2026-07-02", "6 of 12 books, 1 ahead of an even pace. 6 more in 183 days need one every 30 days."],
  [6, "2026-07-01", "2026-07-02", "6 of 12 books, 1 ahead of an even pace. 6 more in 184 days need one every 30 days."],
  [
    3,
    "2026-11-30",
    "2026-03-10",
    `As of 10 March 2026: 3 of 12 books, 1 ahead of an even pace. 9 more in 297 days need one every 33 days. ${UPDATE}`,
  ],
  [
    3,
    "2026-11-30",
    "2026-01-01",
    `As of 1 January 2026: 3 of 12 books, 3 ahead of an even pace. 9 more in 365 days need one every 40 days. ${UPDATE}`,
  ],
  [12, "2026-11-30", "2026-03-10", "12 of 12 books: the goal is reached."],
  [
    0,
    "2026-01-02",
    "2025-12-31",
    "0 of 12 books, on an even pace. 12 more in 364 days need one every 30 days. This dashboard tells of nothing after 31 December 2025; a newer export may.",
  ],
  [
    1,
    "2026-01-02",
    "2025-12-31",
    "1 of 12 books, 1 ahead of an even pace. 11 more in 364 days need one every 33 days.",
  ],
  [0, "2026-01-01", "", "0 of 12 books, on an even pace. 12 more in 365 days need one every 30 days."],
];
for (const [done, today, until, words] of UNTIL)
  test(`on ${today}, of a library up to ${until}: ${words}`, () =>
    assert.equal(goalWordsUntil(done, 12, today, until), words));

test("a goal is a number of books", () => {
  for (const text of ["", "0", "-1", "1.5", "many", "10000", "1e3", null]) assert.equal(goalOf(text), null, text);
  assert.equal(goalOf("9999"), 9999);
});

test("a goal is of its year", () => {
  assert.equal(goalFor("2026:40", 2026), 40);
  for (const kept of ["2025:40", "40", "2026:", "2026:x", null]) assert.equal(goalFor(kept, 2026), null, kept);
});

test("without a goal", () => {
  assert.equal(noGoalWords(1, 2026), "1 book so far. Set a goal to see the pace that it needs.");
  assert.equal(noGoalWords(0, 2026), "No book of 2026 is here yet. Set a goal to see the pace that it needs.");
});

test("a goal is forgotten with its job", () => {
  keepHere();
  keepGoal("one", "2026:40");
  keepGoal("two", "2026:50");
  forget("one");
  assert.deepEqual([keptGoal("one"), keptGoal("two")], [null, "2026:50"]);
});
