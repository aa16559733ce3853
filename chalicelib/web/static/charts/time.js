/**
 * What the charts about time show, as data: title, what they stand on, a sentence, rows with links.
 * Pure: `charts.js` draws these, `chart-card.js` makes the tables, tests compare the rows with the JSON.
 */

import { MONTHS, WEEKDAYS, number, plural, weekdayOf, year as yearName } from "../models/format.js";
import { monthOf } from "../models/filters.js";
import { booksHref } from "../models/addresses.js";
import { dated, greatest, groupBy, leaders, measured, pagesOf, sum } from "../models/stats.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

/** Years without a book belong on the axis, unless a stray date would stretch it over a century. */
export function yearAxis(years) {
  const known = [...new Set(years)].sort((a, b) => a - b);
  const [first, last] = [known[0], known.at(-1)];
  if (!known.length || last - first > 60) return known;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** @param {Library} library @returns {ChartModel} */
export function booksPerYear({ books }) {
  const known = dated(books);
  const rows = [...groupBy(known, (book) => book.reading_year)].map(([year, own]) => ({
    x: year,
    value: own.length,
    cells: [String(year), own.length],
    label: `${year}: ${plural(own.length, "book")}`,
    href: booksHref({ year }),
  }));
  const [best, last] = [greatest(rows), rows.at(-1)];
  return {
    id: "books-per-year",
    title: "Books per year",
    kind: "columns",
    basis: { n: known.length, of: books.length, what: "read books have a date" },
    summary: !best
      ? "No book has a date."
      : best === last
        ? `${best.x} is your busiest year so far, with ${plural(best.value, "book")}.`
        : `You read most in ${best.x}, ${plural(best.value, "book")}; ${last.x} stands at ${number(last.value)}.`,
    columns: ["Year", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
  };
}

/** @param {Library} library @param {number} year @returns {ChartModel} */
export function booksPerMonth({ books }, year) {
  const own = books.filter((book) => book.reading_year === year);
  const known = own.filter((book) => monthOf(book));
  const rows = [...groupBy(known, monthOf)].map(([month, list]) => ({
    x: month,
    value: list.length,
    cells: [MONTHS[month - 1], list.length],
    label: `${MONTHS[month - 1]} ${year}: ${plural(list.length, "book")}`,
    href: booksHref({ year, month }),
  }));
  const best = greatest(rows);
  const { words, several } = leaders(rows, (row) => MONTHS[row.x - 1]);
  return {
    id: "books-per-month",
    title: `Month by month in ${year}`,
    kind: "columns",
    basis: { n: known.length, of: own.length, what: `books read in ${year} have a month` },
    summary: best
      ? `${words} ${several ? "were your fullest months" : "was your fullest month"} of ${year}, with ${plural(best.value, "book")}${several ? " each" : ""}.`
      : `No book of ${year} has a month.`,
    columns: ["Month", "Books"],
    rows,
    xs: MONTHS.map((_, index) => String(index + 1).padStart(2, "0")),
    xName: (month) => MONTHS[month - 1].slice(0, 3),
  };
}

/** @param {Library} library @returns {ChartModel} */
export function pagesPerYear({ books }) {
  const known = measured(dated(books));
  const rows = [...groupBy(known, (book) => book.reading_year)].map(([year, own]) => {
    const pages = pagesOf(own);
    return {
      x: year,
      value: pages,
      cells: [String(year), pages, own.length],
      label: `${year}: ${plural(pages, "page")} in ${plural(own.length, "book")}`,
      href: booksHref({ year, pages: "known" }),
    };
  });
  const best = greatest(rows);
  return {
    id: "pages-per-year",
    title: "Pages per year",
    kind: "columns",
    basis: { n: known.length, of: books.length, what: "read books have a date and a page count" },
    summary: best
      ? `${best.x} had the most pages, ${number(best.value)}, about ${number(Math.round(best.value / 365))} a day.`
      : "No book has both a date and a page count.",
    columns: ["Year", "Pages", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
    tone: "second",
  };
}

/** @param {Library} library @returns {ChartModel} */
export function weekdays({ books }) {
  const known = books.filter((book) => weekdayOf(book.date_read) !== null);
  const groups = groupBy(known, (book) => weekdayOf(book.date_read));
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
  const best = greatest(rows);
  return {
    id: "weekdays",
    title: "The day you finish",
    kind: "columns",
    basis: { n: known.length, of: books.length, what: "read books have a complete date" },
    summary: known.length
      ? `${WEEKDAYS[best.x]} is when you finish most books, ${number(best.value)} of ${number(known.length)}.`
      : "No book has a complete date.",
    columns: ["Weekday", "Books"],
    rows,
    xs: [0, 1, 2, 3, 4, 5, 6],
    xName: (weekday) => WEEKDAYS[weekday].slice(0, 3),
    tone: "second",
  };
}

/** @param {Library} library @returns {ChartModel} */
export function monthPattern({ books }) {
  const known = dated(books).filter((book) => monthOf(book));
  const rows = [...groupBy(known, (book) => book.reading_month_year)].map(([key, own]) => {
    const [year, month] = [own[0].reading_year, key.slice(5, 7)];
    return {
      x: year,
      y: month,
      value: own.length,
      cells: [String(year), MONTHS[month - 1], own.length],
      label: `${MONTHS[month - 1]} ${year}: ${plural(own.length, "book")}`,
      href: booksHref({ year, month }),
    };
  });
  const perMonth = [...groupBy(rows, (row) => row.y)].map(([month, cells]) => ({
    month,
    value: sum(cells.map((cell) => cell.value)),
  }));
  const best = greatest(perMonth);
  return {
    id: "month-pattern",
    title: "The rhythm of your months",
    kind: "heat",
    basis: { n: known.length, of: books.length, what: "read books have a month" },
    summary: best
      ? `Over all years, ${MONTHS[best.month - 1]} is your fullest month, with ${plural(best.value, "book")}.`
      : "No book has a month.",
    columns: ["Year", "Month", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
    ys: MONTHS.map((_, index) => String(index + 1).padStart(2, "0")),
    yName: (month) => MONTHS[month - 1].slice(0, 3),
  };
}

/** Bands of publication: decades from 1900 on, the nineteenth century, and everything before. */
function band(year) {
  if (year < 1800) return { start: -9999, name: "before 1800", range: "..1799" };
  if (year < 1900) return { start: 1800, name: "1800s", range: "1800..1899" };
  const start = Math.floor(year / 10) * 10;
  return { start, name: `${start}s`, range: `${start}..${start + 9}` };
}

/** @param {Library} library @returns {ChartModel} */
export function publicationByReading({ books }) {
  const known = dated(books).filter((book) => Number.isInteger(book.publication_year));
  const key = (book) => `${String(band(book.publication_year).start + 10000).padStart(6, "0")}|${book.reading_year}`;
  const rows = [...groupBy(known, key).values()].map((own) => {
    const [{ name, range, start }, year] = [band(own[0].publication_year), own[0].reading_year];
    return {
      x: year,
      y: start,
      value: own.length,
      cells: [name, String(year), own.length],
      label: `Published ${name}, read in ${year}: ${plural(own.length, "book")}`,
      href: booksHref({ year, published: range }),
    };
  });
  const years = known.map((book) => book.publication_year).sort((a, b) => a - b);
  const oldest = years[0];
  return {
    id: "publication-by-reading",
    title: "When your books were written",
    kind: "bubbles",
    basis: { n: known.length, of: books.length, what: "read books have a date and a year of publication" },
    summary: known.length
      ? `Half of them appeared in ${yearName(years[Math.floor(years.length / 2)])} or later; the oldest is from ${yearName(oldest)}.`
      : "No book has both a date and a year of publication.",
    columns: ["Published", "Read in", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
    ys: [...new Set(rows.map((row) => row.y))].sort((a, b) => a - b),
    yName: (start) => band(start).name,
    xLabel: "year you read it",
    tone: "second",
  };
}
