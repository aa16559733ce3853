import assert from "node:assert/strict";
import { test } from "node:test";

import {
  gapWords,
  longestGap,
  milestoneWords,
  milestones,
  milestonesOf,
} from "../../../../chalicelib/web/static/reading/milestones.js";
import { metresOf, paperStack } from "../../../../chalicelib/web/static/reading/stack.js";
import { book, libraryOf, many } from "../libraries.js";

const on = (...texts) => texts.map((read) => book({ read }));
/** `count` books, one a day of the January of a year. */
const january = (year, count) =>
  [...Array(count)].map((_, day) => book({ read: `${year}-01-${String(day + 1).padStart(2, "0")}` }));
const seen = (marks) => marks.map(({ name, text, book: own }) => [name, text, own !== null]);

const MARKS = [
  ["no book", [], []],
  ["nine books", january(2020, 9), []],
  ["ten books", january(2020, 10), [["Your 10th book", "2020-01-10", true]]],
  ["some without a date", [...january(2020, 12), book()], [["Your 10th dated book", "2020-01-10", true]]],
  [
    "reads again without a date, one of which may be the first",
    [...january(2020, 9), book({ read: "2020-01-10", original_read_count: 2 })],
    [["Your 10th dated book", "2020-01-10", true]],
  ],
  [
    "two on the day",
    [...january(2020, 9), ...on("2020-01-10", "2020-01-10")],
    [["Your 10th book", "2020-01-10", false]],
  ],
  [
    "another may be of the day",
    [...january(2020, 9), ...on("2020-01-10", "2020-01")],
    [["Your 10th book", "2020-01", false]],
  ],
  ["only the month", [...january(2020, 9), ...on("2020-03")], [["Your 10th book", "2020-03", false]]],
  ["only years", many(10, { read: "2020" }), [["Your 10th book", "2020", false]]],
  [
    "not even the year",
    [...january(2020, 9), ...on("2021-02-03", "2020", "2020")],
    [["Your 10th book", "2020", false]],
  ],
  [
    "the order of years is not known",
    [...many(9, { read: "2021-06-07" }), ...on("2021", "2022-01-01")],
    [["Your 10th book", "2021", false]],
  ],
  [
    "vague books after it do not matter",
    [...january(2020, 10), ...on("2021", "2020-02")],
    [["Your 10th book", "2020-01-10", true]],
  ],
];
for (const [what, books, expected] of MARKS) {
  test(`round numbers: ${what}`, () => assert.deepEqual(seen(milestones(libraryOf(books))), expected));
}

test("a book counts when it was read first", () => {
  const again = book({ read: "2024-05-06", reads: ["2020-01-01", "2024-05-06"].map((end) => ({ start: null, end })) });
  const [mark] = milestones(libraryOf([...january(2021, 9), again]));
  assert.equal(mark.text, "2021-01-09");
});

test("large libraries tell the last six", () => {
  const books = many(2100, { read: "2020-05-06" });
  assert.deepEqual(
    milestones(libraryOf(books)).map(({ count }) => count),
    [50, 100, 250, 500, 1000, 2000],
  );
});

test("the page of a year has those whose book is known", () => {
  const marks = milestones(libraryOf(january(2020, 12)));
  assert.deepEqual(
    milestonesOf(marks, 2020).map(({ name, note }) => [name, note]),
    [["Your 10th book", "10 January 2020"]],
  );
  assert.deepEqual(milestonesOf(marks, 2021), []);
  assert.deepEqual(milestonesOf(milestones(libraryOf(many(10, { read: "2020" }))), 2020), []);
});

const GAPS = [
  ["no book", [], null],
  ["too few days", [...january(2020, 8), ...on("2020-06-01")], null],
  ["days that are close", january(2020, 12), null],
  [
    "a gap",
    [...january(2020, 10), ...on("2020-02-09", "2020-02-20")],
    "30 days without a finished book, from 10 January 2020 to 9 February 2020.",
  ],
  [
    "equal gaps",
    [...january(2020, 10), ...on("2020-01-30", "2020-02-19")],
    "20 days without a finished book, 2 times, the last one from 30 January 2020 to 19 February 2020.",
  ],
  [
    "a month in between may hide a book",
    [...january(2020, 10), ...on("2020-02-09", "2020-02-29", "2020-01")],
    "20 days without a finished book, from 9 February 2020 to 29 February 2020.",
  ],
  ["a year that may hide one", [...january(2020, 10), ...on("2020-06-09", "2020")], null],
  ["mostly years", [...january(2020, 10), ...on("2020-06-09"), ...many(12, { read: "2018" })], null],
  ["mostly no date at all", [...january(2020, 10), ...on("2020-06-09"), ...many(12, {})], null],
  ["mostly reads without a date", [...january(2020, 10), book({ read: "2020-06-09", original_read_count: 13 })], null],
  [
    "some without a date",
    [...january(2020, 10), ...on("2020-06-09"), ...many(11, {})],
    "151 days without a dated book, from 10 January 2020 to 9 June 2020.",
  ],
  [
    "a read that the count forgets is none without a date",
    [...january(2020, 10), book(), book({ read: "2020-06-09", reads: [{ start: null, end: "2020-06-10" }] })],
    "151 days without a dated book, from 10 January 2020 to 9 June 2020.",
  ],
  ["a stray year is no gap", [...january(2020, 10), ...on("1970-05-05")], null],
  [
    "a leap day",
    [...january(2020, 10), ...on("2020-02-20", "2020-03-31")],
    "41 days without a finished book, from 10 January 2020 to 20 February 2020.",
  ],
];
for (const [what, books, words] of GAPS) {
  test(`the longest gap: ${what}`, () => {
    const gap = longestGap(libraryOf(books));
    assert.equal(gap && gapWords(gap), words);
  });
}

const LEADS = [
  [[], "There is no book on your read shelf."],
  [[book()], "Your read book has no date."],
  [[book(), book()], "None of your read books has a date."],
  [on("2020-05-06"), "1 dated book counts here, 6 May 2020."],
  [on("2020-05-06", "2018"), "2 dated books count here, 2018 to 6 May 2020."],
];
for (const [books, words] of LEADS) test(words, () => assert.equal(milestoneWords(libraryOf(books)), words));

const STACKS = [
  ["no page", [null], null],
  ["a few pages", [100], null],
  ["less than anything", [1000], "1,000 pages make a stack of 0.06 m: lower than a standing paperback (0.18 m)."],
  [
    "between two things",
    [75_535],
    "75,535 pages make a stack of 4.53 m: higher than a double-decker bus (4.4 m), and lower than a giraffe (5.5 m).",
  ],
  ["more than everything", [6_000_000], "6,000,000 pages make a stack of 360 m: higher than the Eiffel Tower (330 m)."],
  ["as high as a thing", [15_000], "15,000 pages make a stack of 0.9 m: as high as a kitchen counter."],
  ["a little higher than a thing", [33_400], "33,400 pages make a stack of 2 m: as high as a door."],
  ["a little lower than a thing", [33_300], "33,300 pages make a stack of 2 m: as high as a door."],
];
for (const [what, pages, summary] of STACKS) {
  test(`the stack of paper: ${what}`, () => {
    const stack = paperStack(libraryOf(pages.map((num_pages) => book({ num_pages }))));
    assert.equal(stack && stack.summary, summary);
  });
}

test("what is heard is no paper", () => {
  const books = [book({ num_pages: 300 }), book({ num_pages: 300, format: "audio" })];
  assert.equal(paperStack(libraryOf(books)).basis.n, 1);
});

test("metres", () =>
  assert.deepEqual([0.359, 4.456, 10.06, 139].map(metresOf), ["0.36 m", "4.46 m", "10.1 m", "139 m"]));
