/** Two years side by side, or one beside the mean of all that are over; and a goal for a year. Pure. */

import { MONTHS, day as dayName, hundredth, number, plural, year as yearName } from "../models/format.js";
import { agree, standing } from "../models/grammar.js";
import { toldUntil, yearInProgress } from "../models/library.js";
import { booksHref } from "../models/addresses.js";
import { groupByEach, headFigures, mean, monthsRead, readIn, sum, tally, yearOf, yearsRead } from "../models/stats.js";
import { once } from "../pace/once.js";
import { yearsWithMonths } from "../charts/habits.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */
/** @typedef {number|"mean"} Side a year, or the mean of the years that are over */
/** @typedef {{name: string, values: [number, number], shown: [string, string]}} Comparison */

export const MEAN = "mean";

/** @param {Library} library */
const byYear = ({ books }) => groupByEach(books, yearsRead);

/** The years that are over, ascending. @param {Library} library */
function yearsOver(library) {
  const running = yearInProgress(library);
  return [...once(library, byYear).keys()].filter((year) => year !== running);
}

/** @param {number} value */
const tenth = (value) => Math.round(value * 10) / 10;

/**
 * Which years an address asks for: the latest and the one before, where it does not say. Null without two years.
 * @param {Library} library @param {URLSearchParams} params @returns {{a: number, b: Side, years: number[], mean: boolean}|null} `mean`: whether there are years enough for one
 */
export function sidesOf(library, params) {
  const years = [...once(library, byYear).keys()];
  if (years.length < 2) return null;
  /** @param {string} name */
  const asked = (name) => years.find((year) => String(year) === params.get(name));
  const a = asked("a") ?? years[years.length - 1];
  const other = asked("b") ?? a;
  const before = years.findLast((year) => year < a) ?? years[years.length - 1];
  const mean = once(library, yearsOver).length > 1;
  return { a, b: params.get("b") === MEAN && mean ? MEAN : other === a ? before : other, years, mean };
}

/** @param {Side} side */
export const sideName = (side) => (side === MEAN ? "the mean year" : yearName(side));

/** @param {Library} library @param {Side} side */
function figuresOf(library, side) {
  const years = side === MEAN ? once(library, yearsOver) : [side];
  const counts = years.map((year) => headFigures(once(library, byYear).get(year) ?? [], year));
  /** @param {"books"|"authors"} name */
  const usual = (name) => sum(counts.map((count) => count[name])) / years.length;
  const pages = mean(counts.flatMap((count) => (count.measured ? [count.pages] : [])));
  const rated = sum(counts.map((count) => count.rated));
  return {
    books: tenth(usual("books")),
    pages: pages === null ? null : Math.round(pages), // of the years of which any are known
    authors: tenth(usual("authors")),
    rating: rated ? sum(counts.map((count) => (count.meanRating ?? 0) * count.rated)) / rated : null,
  };
}

/** The figures of both sides; one that neither has is left out. @param {Library} library @param {Side} a @param {Side} b @returns {Comparison[]} */
export function comparisons(library, a, b) {
  const [left, right] = [a, b].map((side) => figuresOf(library, side));
  /** @param {string} name @param {number|null} one @param {number|null} other @param {(value: number|null) => string} show @returns {Comparison[]} */
  const both = (name, one, other, show) =>
    one || other ? [{ name, values: [one ?? 0, other ?? 0], shown: [show(one), show(other)] }] : [];
  return [
    ...both("Books", left.books, right.books, number),
    ...both("Pages", left.pages, right.pages, number),
    ...both("Authors", left.authors, right.authors, number),
    ...both("Mean rating", left.rating, right.rating, hundredth),
  ];
}

/** "2024 has 43 books, 5 more than 2023." A year in progress is not yet fewer. @param {Library} library @param {number} a @param {Side} b */
export function besideWords(library, a, b) {
  const [left, right] = [a, b].map((side) => figuresOf(library, side).books);
  const running = yearInProgress(library);
  const words = `${yearName(a)} has ${plural(left, "book")}`;
  if (a === running && left < right) return `${words} so far; ${sideName(b)} has ${number(right)}.`;
  if (b === running && right < left) return `${words}; ${sideName(b)} has ${number(right)} so far.`;
  const apart = tenth(Math.abs(left - right));
  const so = a === running ? " so far" : "";
  return `${words}${so}, ${apart ? `${number(apart)} ${left > right ? "more than" : "fewer than"}` : "as many as"} ${sideName(b)}.`;
}

const TWELVE = MONTHS.map((_, index) => String(index + 1).padStart(2, "0"));

/** How many books of a year were read in each of its months. @param {Library} library @param {number} year */
const monthsOf = ({ books }, year) =>
  new Map(tally(readIn(books, year), (book) => monthsRead(book).filter((text) => yearOf(text) === year)));

/** Both years by their months, in one scale, where both have months. @param {Library} library @param {number} a @param {number} b @returns {ChartModel} */
export function monthsSideBySide(library, a, b) {
  const years = [a, b];
  const told = once(library, yearsWithMonths);
  const counts = years.map((year) => monthsOf(library, year));
  const rows = years.every((year) => told.includes(year))
    ? years.flatMap((year, side) => TWELVE.flatMap((month) => rowOf(year, month, counts[side])))
    : [];
  const own = library.books.filter((book) => book.readings.some((text) => years.includes(yearOf(text))));
  const known = own.filter((book) => monthsRead(book).some((text) => years.includes(yearOf(text))));
  return {
    id: "months-side-by-side",
    title: "Month by month",
    kind: "heat",
    basis: standing(known.length, own.length, ["book of these years", "books of these years"], "a month"),
    summary: monthsWords(library, years, counts),
    columns: ["Year", "Month", "Books"],
    rows,
    xs: TWELVE,
    ys: years.map(yearName),
    xName: (month) => MONTHS[Number(month) - 1].slice(0, 3),
  };
}

/** In how many months one year is ahead; one that is not over in a running year is not yet fewer. @param {Library} library @param {number[]} years @param {Map<string, number>[]} counts */
function monthsWords(library, years, counts) {
  const running = years.find((year) => year === yearInProgress(library));
  const over = running === undefined ? 12 : Number(toldUntil(library).slice(5, 7)) - 1;
  if (running !== undefined && !over) return `No month of ${yearName(running)} is over yet.`;
  const apart = TWELVE.slice(0, over).map((month) => {
    const [one, other] = years.map((year, side) => counts[side].get(monthKey(year, month)) ?? 0);
    return Math.sign(one - other);
  });
  /** @param {number} side */
  const months = (side) => {
    const count = apart.filter((one) => one === side).length;
    return count ? plural(count, "month") : "no month";
  };
  const [a, b] = years.map(yearName);
  const end = running === undefined ? "" : `, up to the end of ${MONTHS[over - 1]}`;
  return `${a} has more books than ${b} in ${months(1)} and fewer in ${months(-1)}${end}.`;
}

/** @param {number} year @param {string} month */
const monthKey = (year, month) => `${String(year).padStart(4, "0")}-${month}`;

/** @param {number} year @param {string} month @param {Map<string, number>} counts @returns {Row[]} none where nothing was read */
function rowOf(year, month, counts) {
  const count = counts.get(monthKey(year, month));
  const name = MONTHS[Number(month) - 1];
  if (!count) return [];
  return [
    {
      x: month,
      y: yearName(year),
      value: count,
      cells: [yearName(year), name, count],
      label: `${name} ${yearName(year)}: ${plural(count, "book")}`,
      href: booksHref({ year, month }),
    },
  ];
}

const DAY_MS = 86_400_000;
export const NO_GOAL = "A goal is a number of books, from 1 to 9999.";

/** A goal as it was written; null for anything that is none. @param {string|null} text */
export function goalOf(text) {
  const books = /^\d{1,4}$/.test(text ?? "") ? Number(text) : 0;
  return books > 0 ? books : null;
}

/** A goal is kept with its year: it says nothing of the next one. @param {string|null} kept @param {number} year */
export const goalFor = (kept, year) => (kept?.startsWith(`${year}:`) ? goalOf(kept.slice(`${year}:`.length)) : null);

/** @param {number} done @param {number} year */
export const noGoalWords = (done, year) =>
  `${done ? `${plural(done, "book")} so far` : `No book of ${yearName(year)} is here yet`}. Set a goal to see the pace that it needs.`;

/** How far a goal is, and the pace that it needs. @param {number} done @param {number} goal @param {string} day `YYYY-MM-DD` */
export function goalWords(done, goal, day) {
  const [year, month, date] = day.split("-").map(Number);
  const [first, today, next] = [Date.UTC(year, 0), Date.UTC(year, month - 1, date), Date.UTC(year + 1, 0)];
  const so = `${number(done)} of ${plural(goal, "book")}`;
  if (done >= goal) return `${so}: the goal is reached.`;
  const [left, days] = [goal - done, (next - today) / DAY_MS];
  const pace =
    days >= 2 * left
      ? `one every ${number(Math.floor(days / left))} days`
      : left >= days
        ? `${number(Math.ceil(left / days))} a day`
        : days < 7
          ? "" // a week has more days than are left
          : `${number(Math.ceil((left * 7) / days))} a week`;
  const even = Math.floor((goal * (today - first)) / (next - first));
  const side = done === even ? "on" : `${number(Math.abs(done - even))} ${done > even ? "ahead of" : "behind"}`;
  const needed = pace ? ` ${agree(left, "needs", "need")} ${pace}` : "";
  return `${so}, ${side} an even pace. ${number(left)} more in ${plural(days, "day")}${needed}.`;
}

/**
 * The same for a library that may end before today: what was read since then nobody knows.
 * @param {number} done @param {number} goal @param {string} today @param {string} until the last day that the library tells of
 */
export function goalWordsUntil(done, goal, today, until) {
  const now = goalWords(done, goal, today);
  if (done >= goal || !until || until >= today) return now;
  if (until < today.slice(0, 4)) {
    return done ? now : `${now} This dashboard tells of nothing after ${dayName(until)}; a newer export may.`;
  }
  return `As of ${dayName(until)}: ${goalWords(done, goal, until)} Update this dashboard with a newer export to see today's pace.`;
}
