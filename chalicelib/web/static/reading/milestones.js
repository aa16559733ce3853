/**
 * Which book was the hundredth, and the longest time without one, as far as dates tell: a date that is only a month or a
 * year may be any of its days. Pure.
 */

import { day as dayName, number, plural } from "../models/format.js";
import { agree } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import { dated, sum, undatedRereads, yearOf } from "../models/stats.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{count: number, name: string, text: string, book: Book|null, href: string}} Milestone `text`: when it was, as far as it is known; `book`: null where it may be one of several */
/** @typedef {{days: number, times: number, undated: boolean, from: {text: string, book: Book}, to: {text: string, book: Book}}} Gap */

const MARKS = [10, 50, 100, 250, 500, 1000, 2000, 3000, 5000, 10_000];
const MOST_SHOWN = 6;
const DAY = "2020-03-04".length;
const MONTH = "2020-03".length;

/** The first and the last day that a date may mean. @param {string} text @returns {[string, string]} */
function bounds(text) {
  if (text.length === DAY) return [text, text];
  return text.length === MONTH ? [`${text}-01`, `${text}-31`] : [`${text}-01-01`, `${text}-12-31`];
}

/** What two days of one year share: the day, the month, or only the year. @param {string} a @param {string} b */
const shared = (a, b) => [a, a.slice(0, MONTH)].find((text) => b.startsWith(text)) ?? a.slice(0, 4);

/**
 * The books with a round number, in the order in which books were first finished, as far as there are dates. The
 * hundredth was not before the hundredth of all first possible days, and not after the hundredth of all last ones; both
 * are of one year, as no date means more than a year.
 * @param {Library} library @returns {Milestone[]}
 */
export function milestones({ books }) {
  const known = dated(books).map((book) => ({ book, bounds: bounds(book.readings[0]) }));
  const [lows, highs] = [0, 1].map((end) => known.map(({ bounds: ends }) => ends[end]).sort());
  const one = known.length < books.length || undatedRereads(books) ? "dated book" : "book";
  const reached = MARKS.filter((count) => count <= known.length).slice(-MOST_SHOWN);
  return reached.map((count) => {
    const text = shared(lows[count - 1], highs[count - 1]);
    const [low, high] = bounds(text);
    const possible = known.filter(({ bounds: [first, last] }) => first <= high && last >= low);
    const [year, month] = text.split("-");
    return {
      count,
      name: `Your ${number(count)}th ${one}`,
      text,
      book: text.length === DAY && possible.length === 1 ? possible[0].book : null,
      href: booksHref({ year: Number(year), month }),
    };
  });
}

/** Those of one year whose book is known, as moments of its page. @param {Milestone[]} marks @param {number} year */
export const milestonesOf = (marks, year) =>
  marks.flatMap(({ name, text, book }) => (book && yearOf(text) === year ? [{ name, book, note: dayName(text) }] : []));

const LEAST_DAYS = 10; // with fewer known days, a gap tells of the dates and not of the reader
const LEAST_GAP = 14;
const LONGEST_YEARS = 10; // as on the axis of years: a stray 1970 is no gap

/** @param {string} text */
const dayNumber = (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

/**
 * The longest time between two finished books, in which no other with a date can have been finished; the last one of
 * equal ones. Null where most reads have no day.
 * @param {Library} library @returns {Gap|null}
 */
export function longestGap({ books }) {
  const all = books.flatMap((book) => book.readings.map((text) => ({ book, text })));
  const exact = all
    .filter(({ text }) => text.length === DAY)
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  const reads = sum(books.map(({ read_count, readings }) => Math.max(read_count, readings.length)));
  if (exact.length < LEAST_DAYS || exact.length * 2 < reads) return null;
  const vague = all.filter(({ text }) => text.length < DAY).map(({ text }) => bounds(text));
  const gaps = exact.slice(1).flatMap((to, index) => {
    const from = exact[index];
    const days = dayNumber(to.text) - dayNumber(from.text);
    const years = yearOf(to.text) - yearOf(from.text);
    if (days < LEAST_GAP || years > LONGEST_YEARS) return [];
    return vague.some(([low, high]) => low < to.text && high > from.text) ? [] : [{ days, from, to }];
  });
  const most = gaps.reduce((longest, { days }) => Math.max(longest, days), 0);
  const longest = gaps.filter(({ days }) => days === most);
  if (!longest.length) return null;
  return { ...longest[longest.length - 1], times: longest.length, undated: all.length < reads };
}

/** @param {Gap} gap */
export function gapWords({ days, times, undated, from, to }) {
  const often = times > 1 ? `${plural(times, "time")}, the last one ` : "";
  return `${plural(days, "day")} without a ${undated ? "dated" : "finished"} book, ${often}from ${dayName(from.text)} to ${dayName(to.text)}.`;
}

/** From when to when the dates go. @param {Library} library */
export function milestoneWords({ books }) {
  const texts = books.flatMap((book) => book.readings).sort();
  const count = dated(books).length;
  if (!count)
    return books.length
      ? `${agree(books.length, "Your read book has no date", "None of your read books has a date")}.`
      : "There is no book on your read shelf.";
  const [first, last] = [texts[0], texts[texts.length - 1]].map(dayName);
  const span = first === last ? first : `${first} to ${last}`;
  return `${plural(count, "dated book")} ${agree(count, "counts", "count")} here, ${span}.`;
}
