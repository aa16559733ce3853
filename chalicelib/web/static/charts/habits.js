/** What the charts of months and weekdays show, as data. Pure; the shape is `ChartModel` in models/types.js. */

import { MONTHS, WEEKDAYS, number, plural, year as yearName } from "../models/format.js";
import { agree, standing, tied } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import {
  dated,
  greatest,
  groupBy,
  groupByEach,
  monthsRead,
  readIn,
  sum,
  tally,
  weekdaysRead,
  yearOf,
  yearsRead,
} from "../models/stats.js";
import { yearAxis } from "./axis.js";
import { READ } from "./scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */

/** With less than half of the dated books, a chart shows how the dates were entered rather than when books were read. */
const LEAST_SHARE = 0.5;
/** Two books for each of the places, months or weekdays, between which a habit could choose. */
const LEAST_A_PLACE = 2;

/** @param {number} known @param {number} of @param {number} places */
const enough = (known, of, places) => known >= places * LEAST_A_PLACE && known >= of * LEAST_SHARE;

/** Of readers without a habit one in twenty is further from even than this: chi-squared of six degrees of freedom. */
const UNEVEN = 12.59;

/** Whether the days differ by more than chance: seven columns of about the same height say nothing. @param {Book[]} books */
function areUneven(books) {
  const counts = tally(books, weekdaysRead).map(([, count]) => count);
  const even = sum(counts) / WEEKDAYS.length;
  const missing = (WEEKDAYS.length - counts.length) * even;
  return sum(counts.map((count) => (count - even) ** 2 / even)) + missing > UNEVEN;
}

/** Whether enough days can be believed to speak of weekdays, and one differs from another. @param {Library} library */
export function tellsWeekdays({ books }) {
  const known = books.filter((book) => weekdaysRead(book).length);
  return enough(known.length, dated(books).length, WEEKDAYS.length) && areUneven(known);
}

/** Whether enough months can be believed to speak of a habit. @param {Library} library */
export const tellsMonths = ({ books }) =>
  enough(books.filter((book) => monthsRead(book).length).length, dated(books).length, MONTHS.length);

/** The months of one year in which a book was read, "03". @param {Book} book @param {number} year */
const monthsIn = (book, year) =>
  monthsRead(book)
    .filter((month) => yearOf(month) === year)
    .map((month) => month.slice(5));

/** The years whose months are mostly known, ascending: counts, not habits, so that few books will do. @param {Library} library @returns {number[]} */
export function yearsWithMonths({ books }) {
  return [...groupByEach(books, yearsRead)]
    .filter(([year, own]) => own.filter((book) => monthsIn(book, year).length).length >= own.length * LEAST_SHARE)
    .map(([year]) => year);
}

const TWELVE = MONTHS.map((_, index) => String(index + 1).padStart(2, "0"));
/** @param {string} month */
const monthName = (month) => MONTHS[Number(month) - 1];
/** @param {string} month */
const shortMonth = (month) => monthName(month).slice(0, 3);

/** @param {Library} library @param {number} year @returns {ChartModel} */
export function booksPerMonth({ books }, year) {
  const own = readIn(books, year);
  const known = own.filter((book) => monthsIn(book, year).length);
  const name = yearName(year);
  const rows = [...groupByEach(known, (book) => monthsIn(book, year))].map(([month, list]) => ({
    x: month,
    value: list.length,
    cells: [monthName(month), list.length],
    label: `${monthName(month)} ${name}: ${plural(list.length, "book")}`,
    href: booksHref({ year, month }),
  }));
  return {
    id: "books-per-month",
    title: `Month by month in ${name}`,
    kind: "columns",
    basis: standing(known.length, own.length, [`book read in ${name}`, `books read in ${name}`], "a month"),
    summary: fullestMonths(rows, name),
    columns: ["Month", "Books"],
    rows,
    xs: TWELVE,
    xName: shortMonth,
  };
}

/** @param {Row[]} rows @param {string} year */
function fullestMonths(rows, year) {
  const best = greatest(rows);
  if (!best.length) return `No book of ${year} has a month.`;
  const count = plural(best[0].value, "book");
  const months = tied(
    best.map((row) => monthName(row.x)),
    "month",
  );
  if (rows.length === 1) return `${months} is the only month, with ${count}.`;
  if (best.length === rows.length) return `${months} had ${count} each.`;
  if (best.length > 1) return `${months} were the fullest of ${year}, with ${count} each.`;
  return `${months} was your fullest month of ${year}, with ${count}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function weekdays({ books }) {
  const groups = groupByEach(books, weekdaysRead);
  const rows = WEEKDAYS.map((name, weekday) => {
    const count = groups.get(weekday)?.length ?? 0;
    return {
      x: weekday,
      value: count,
      cells: [name, count],
      label: `${name}: ${plural(count, "book")}`,
      href: booksHref({ weekday }),
    };
  });
  const known = books.filter((book) => weekdaysRead(book).length).length;
  return {
    id: "weekdays",
    title: "The day you finish",
    kind: "columns",
    basis: standing(known, books.length, READ, "a day of reading"),
    summary: bestWeekdays(greatest(rows), known),
    columns: ["Weekday", "Books"],
    rows,
    xs: WEEKDAYS.map((_, weekday) => weekday),
    xName: (weekday) => WEEKDAYS[weekday].slice(0, 3),
    tone: "second",
  };
}

/** @param {Row[]} best @param {number} known */
function bestWeekdays(best, known) {
  if (!best.length) return "No book has a day of reading.";
  const count = `${number(best[0].value)} of ${number(known)}`;
  if (best.length === WEEKDAYS.length) return `You finish as many books on each day of the week, ${count}.`;
  const names = tied(
    best.map((row) => WEEKDAYS[row.x]),
    "day",
  );
  return `${names} ${agree(best.length, "is", "are")} when you finish most books, ${count}${best.length > 1 ? " each" : ""}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function monthPattern({ books }) {
  const known = books.filter((book) => monthsRead(book).length);
  const rows = [...groupByEach(known, monthsRead)].map(([key, own]) => {
    const [year, month] = [yearOf(key), key.slice(5)];
    return {
      x: year,
      y: month,
      value: own.length,
      cells: [yearName(year), monthName(month), own.length],
      label: `${monthName(month)} ${yearName(year)}: ${plural(own.length, "book")}`,
      href: booksHref({ year, month }),
    };
  });
  return {
    id: "month-pattern",
    title: "The rhythm of your months",
    kind: "heat",
    basis: standing(known.length, books.length, READ, "a month"),
    summary: fullestOfAll(rows),
    columns: ["Year", "Month", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
    ys: TWELVE,
    yName: shortMonth,
  };
}

/** @param {Row[]} rows */
function fullestOfAll(rows) {
  const perMonth = [...groupBy(rows, (row) => row.y)].map(([month, cells]) => ({
    month: String(month),
    value: sum(cells.map((cell) => cell.value)),
  }));
  const best = greatest(perMonth);
  if (!best.length) return "No book has a month.";
  const names = tied(
    best.map(({ month }) => monthName(month)),
    "month",
  );
  const count = plural(best[0].value, "book");
  if (best.length === 1) return `Over all years, ${names} is your fullest month, with ${count}.`;
  return `Over all years, ${names} ${best.length === perMonth.length ? "have" : "lead with"} ${count} each.`;
}
