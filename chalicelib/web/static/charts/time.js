/**
 * What the charts over the years show, as data: title, what they stand on, a sentence, rows with links.
 * Pure: `ui/charts.js` draws these, `ui/chart-card.js` makes the tables, tests compare the rows with the JSON.
 */

import { number, plural, year as yearName } from "../models/format.js";
import { agree, standing, tied } from "../models/grammar.js";
import { yearInProgress } from "../models/library.js";
import { booksHref } from "../models/addresses.js";
import {
  audioNote,
  dated,
  greatest,
  groupBy,
  groupByEach,
  measured,
  readsIn,
  sum,
  upperHalf,
  yearsOf,
  yearsRead,
} from "../models/stats.js";
import { yearAxis } from "./axis.js";
import { READ } from "./scope.js";
import { once } from "../pace/once.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */

/** @param {Row[]} rows @param {number|null} running the year in progress */
function busiestYears(rows, running) {
  const best = greatest(rows);
  const last = rows.at(-1);
  if (!last) return "No book has a date.";
  const count = plural(best[0].value, "book");
  if (rows.length === 1)
    return `All your dated books are from ${last.x}${last.x === running ? ", which is not over" : ""}: ${count}.`;
  if (best.length === rows.length) return `Each of ${plural(rows.length, "year")} has ${count}.`;
  const names = tied(
    best.map((row) => String(row.x)),
    "year",
  );
  const most =
    best.length > 3
      ? `${names} share the most books, ${best[0].value} each`
      : `You read most in ${names}, ${count}${best.length > 1 ? " each" : ""}`;
  if (best.includes(last)) return `${most}${last.x === running ? `, and ${last.x} is not over` : ""}.`;
  return `${most}; ${last.x} ${last.x === running ? "stands at" : "has"} ${number(last.value)}${last.x === running ? " so far" : ""}.`;
}

/** The books of each year, ascending, and how many reads they are. @param {Book[]} books */
const years = (books) =>
  [...groupByEach(books, yearsRead)].map(([year, own]) => ({
    year,
    own,
    reads: sum(own.map((book) => readsIn(book, year).length)),
  }));

/** "43 books"; "45 reads of 43 books" where some were read again within the year. @param {number} reads @param {number} books */
const readsAndBooks = (reads, books) =>
  reads === books ? plural(books, "book") : `${plural(reads, "read")} of ${plural(books, "book")}`;

/** A column of reads stands in the tables of those who read something again within a year. @param {ReturnType<typeof years>} all */
const haveReads = (all) => all.some(({ own, reads }) => reads !== own.length);

/** What becomes of books that were read in several years; "" without any. @param {Book[]} books */
function againNote(books) {
  const count = books.filter((book) => yearsRead(book).length > 1).length;
  return count
    ? ` ${plural(count, "book")}, read again in another year, ${agree(count, "counts", "count")} in each.`
    : "";
}

/** @param {Library} library @returns {ChartModel} */
export function booksPerYear(library) {
  const { books } = library;
  const known = dated(books);
  const all = years(known);
  const withReads = haveReads(all);
  const rows = all.map(({ year, own, reads }) => ({
    x: year,
    value: own.length,
    cells: [String(year), ...(withReads ? [reads] : []), own.length],
    label: `${year}: ${readsAndBooks(reads, own.length)}`,
    href: booksHref({ year }),
  }));
  return {
    id: "books-per-year",
    title: "Books per year",
    kind: "columns",
    basis: standing(known.length, books.length, READ, "a date"),
    summary: busiestYears(rows, once(library, yearInProgress)) + againNote(known),
    columns: ["Year", ...(withReads ? ["Reads"] : []), "Books"],
    rows,
    xs: yearAxis(yearsOf(books)),
  };
}

/** @param {number} year */
const daysOf = (year) => (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / 86_400_000;

/** @param {Row[]} rows @param {number|null} running */
function mostPages(rows, running) {
  const best = greatest(rows);
  if (!best.length) return "No book has both a date and a page count.";
  if (best.length > 1)
    return `${tied(
      best.map((row) => String(row.x)),
      "year",
    )} had ${plural(best[0].value, "page")} each.`;
  const [{ x, value }] = best;
  if (x === running) return `${x} has the most pages, ${number(value)}, and is not over.`;
  const perDay = Math.round(value / daysOf(x));
  return `${x} had the most pages, ${number(value)}${perDay ? `, about ${number(perDay)} a day` : ""}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function pagesPerYear(library) {
  const { books } = library;
  const known = measured(dated(books));
  const all = years(known);
  const withReads = haveReads(all);
  const rows = all.map(({ year, own, reads }) => {
    const pages = sum(own.map((book) => (book.num_pages ?? 0) * readsIn(book, year).length));
    return {
      x: year,
      value: pages,
      cells: [String(year), pages, ...(withReads ? [reads] : []), own.length],
      label: `${year}: ${plural(pages, "page")} in ${readsAndBooks(reads, own.length)}`,
      href: booksHref({ year, pages: "known" }),
    };
  });
  return {
    id: "pages-per-year",
    title: "Pages per year",
    kind: "columns",
    basis: standing(known.length, books.length, READ, "a date and a page count"),
    summary: `${mostPages(rows, once(library, yearInProgress))} ${audioNote(dated(books))}`.trim(),
    columns: ["Year", "Pages", ...(withReads ? ["Reads"] : []), "Books"],
    rows,
    xs: yearAxis(yearsOf(known)),
    tone: "second",
  };
}

/** Bands of publication: decades from 1900 on, the nineteenth century, and everything before. @param {number} year */
function band(year) {
  if (year < 1800) return { start: -9999, name: "before 1800", range: "..1799" };
  if (year < 1900) return { start: 1800, name: "1800s", range: "1800..1899" };
  const start = Math.floor(year / 10) * 10;
  return { start, name: `${start}s`, range: `${start}..${start + 9}` };
}

/** @param {Book[]} books @returns {number[]} */
const publishedIn = (books) => books.flatMap((book) => (book.publication_year === null ? [] : [book.publication_year]));

/** Of all read books, also those without a date of reading. @param {Book[]} books @param {Book[]} known the chart's */
function oldestAndHalf(books, known) {
  const oldest = publishedIn(books).reduce((first, year) => Math.min(first, year), Infinity);
  const half = upperHalf(publishedIn(known));
  const oldestWords = `the oldest of all your read books is from ${yearName(oldest)}`;
  if (known.length === 1) return `The one book here appeared in ${yearName(half)}; ${oldestWords}.`;
  return `At least half of them appeared in ${yearName(half)} or later; ${oldestWords}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function publicationByReading({ books }) {
  const known = dated(books).filter((book) => book.publication_year !== null);
  /** @type {Row[]} */
  const rows = [];
  for (const [start, own] of groupBy(known, (book) => band(book.publication_year ?? 0).start)) {
    const { name, range } = band(start);
    for (const [year, some] of groupByEach(own, yearsRead)) {
      rows.push({
        x: year,
        y: start,
        value: some.length,
        cells: [name, String(year), some.length],
        label: `Published ${name}, read in ${year}: ${plural(some.length, "book")}`,
        href: booksHref({ year, published: range }),
      });
    }
  }
  return {
    id: "publication-by-reading",
    title: "When your books were written",
    kind: "bubbles",
    basis: standing(known.length, books.length, READ, "a date and a year of publication"),
    summary: known.length ? oldestAndHalf(books, known) : "No book has both a date and a year of publication.",
    columns: ["Published", "Read in", "Books"],
    rows,
    xs: yearAxis(yearsOf(known)),
    ys: [...new Set(rows.map((row) => row.y))].sort((a, b) => a - b),
    yName: (start) => band(start).name,
    xLabel: "year you read it",
    tone: "second",
  };
}
