/** The books that wait to be read: since when, and how long they are, as data. Pure; `ChartModel` is in models/types.js. */

import { plural, year as yearName } from "../models/format.js";
import { agree, allOf, partOf, sentence, standing } from "../models/grammar.js";
import { yearInProgress } from "../models/library.js";
import { booksHref } from "../models/addresses.js";
import { dated, groupBy, groupByEach, measured, readsIn, sum, upperHalf, yearOf, yearsRead } from "../models/stats.js";
import { yearAxis } from "../charts/axis.js";
import { halfOf, lengthRows } from "../charts/taste.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

/** @type {[one: string, many: string]} */
const TO_READ = ["book to read", "books to read"];
const SHELF = { status: "to-read" };

/** @param {Library} library @returns {Book[]} */
export const pile = ({ others }) => others.filter((book) => book.status === SHELF.status);

/** The day on which a book came to the shelves. @param {Book} book @returns {string|null} */
export const addedOn = ({ date_added }) => (/^\d{4}-\d{2}-\d{2}$/.test(date_added ?? "") ? date_added : null);
/** @param {Book} book @returns {number|null} */
function addedIn(book) {
  const day = addedOn(book);
  return day === null ? null : yearOf(day);
}

/** @param {Library} library @returns {ChartModel} */
export function toReadByAge(library) {
  const all = pile(library);
  const groups = groupBy(all, addedIn);
  const years = [...groups].flatMap(([year, own]) => own.map(() => year));
  return {
    id: "to-read-by-age",
    title: "Since when they wait",
    kind: "columns",
    basis: standing(years.length, all.length, TO_READ, "a date of addition"),
    summary: sinceWhen(years),
    columns: ["Added", "Books"],
    rows: [...groups].map(([year, own]) => ({
      x: year,
      value: own.length,
      cells: [yearName(year), own.length],
      label: `Added in ${yearName(year)}: ${plural(own.length, "book")}`,
      href: booksHref({ ...SHELF, added: yearName(year) }),
    })),
    xs: yearAxis([...groups.keys()]),
  };
}

/** @param {number[]} years of each book, ascending */
function sinceWhen(years) {
  if (!years.length) return "No book to read tells when you added it.";
  const [first] = years;
  const earliest = years.filter((year) => year === first).length;
  const since = `${agree(earliest, "has", "have")} waited since ${yearName(first)}`;
  if (earliest === years.length) return `${sentence(allOf(earliest, "book"))} ${since}.`;
  return `${partOf(earliest, years.length, "book")} ${since}; at least half of all came in ${yearName(upperHalf(years))} or later.`;
}

/** @param {Library} library @returns {ChartModel} */
export function toReadByLength(library) {
  const all = pile(library);
  const lengths = measured(all).map((book) => book.num_pages ?? 0);
  return {
    id: "to-read-by-length",
    title: "How long they are",
    kind: "columns",
    basis: standing(lengths.length, all.length, TO_READ, "a page count"),
    summary: lengths.length > 1 ? `${halfOf(lengths)} ${together(library, sum(lengths))}` : halfOf(lengths),
    ...lengthRows(lengths, SHELF),
    tone: "second",
  };
}

/** A year of which the pages of fewer books are known was read faster than they tell. */
const LEAST_KNOWN = 0.9;

/**
 * The last year that is over and of whose books the pages are known, and how many these are; null without one.
 * @param {Library} library
 */
function pagesOfLastYear(library) {
  const running = yearInProgress(library);
  const books = dated(library.books).filter((book) => book.format !== "audio");
  for (const [year, own] of [...groupByEach(books, yearsRead)].reverse()) {
    const known = measured(own);
    if (year === running || known.length < own.length * LEAST_KNOWN) continue;
    return { year, pages: sum(known.map((book) => (book.num_pages ?? 0) * readsIn(book, year).length)) };
  }
  return null;
}

const LONGEST_IN_MONTHS = 18;

/** @param {Library} library @param {number} pages */
function together(library, pages) {
  const words = `Together they are ${plural(pages, "page")}`;
  const last = pagesOfLastYear(library);
  if (!last) return `${words}.`;
  const months = Math.max(1, Math.round((12 * pages) / last.pages));
  const time = months > LONGEST_IN_MONTHS ? plural(Math.round(months / 12), "year") : plural(months, "month");
  return `${words}: about ${time} at your pace of ${yearName(last.year)}.`;
}

/** How many wait, and since when; "" without any. @param {Library} library */
export function pileWords(library) {
  const all = pile(library);
  if (!all.length) return "";
  const years = all.flatMap((book) => addedIn(book) ?? []);
  const words = `${plural(all.length, "book")} ${agree(all.length, "waits", "wait")} to be read`;
  if (!years.length) return `${words}.`;
  const first = years.reduce((least, year) => Math.min(least, year));
  return `${words}, ${all.length > 1 ? "the first of them " : ""}since ${yearName(first)}.`;
}
