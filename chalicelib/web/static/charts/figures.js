/** The plain figures of a library and of one of its years, in words and with the lists they lead to. Pure. */

import { hundredth, number, plural, year as yearName } from "../models/format.js";
import { agree, compared, share, span, tied } from "../models/grammar.js";
import { yearInProgress } from "../models/library.js";
import { filterBooks } from "../models/filters.js";
import { booksHref, hashFor, yearHref } from "../models/addresses.js";
import { headFigures, yearsOf } from "../models/stats.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{value: string, name: string, note: string|null, href: string|null}} Figure */
/** @typedef {ReturnType<typeof headFigures>} Counts */

/** @param {Counts} counts @returns {string} "2018–2019"; "" without a date */
const spanOf = ({ firstYear, lastYear }) => (firstYear === null || lastYear === null ? "" : span(firstYear, lastYear));

/** What follows "146 books": ", 26 of them dated, 2018–2019". @param {Library} library */
export function afterTheCount({ books }) {
  const counts = headFigures(books);
  if (!books.length) return "";
  if (!counts.dated) return agree(books.length, ", without a date", ", none of them dated");
  const some = counts.dated < books.length ? `, ${number(counts.dated)} of them dated` : "";
  return `${some}, ${spanOf(counts)}`;
}

/** @param {Counts} counts @param {Record<string, unknown>} params @returns {Figure} */
function pages({ measured, pages: count, heard }, params) {
  const audio = heard ? `, without ${plural(heard, "audiobook")}` : "";
  const each = params.year ? `, ${number(Math.round(count / measured))} a book` : "";
  return {
    value: measured ? number(count) : "–",
    name: agree(count, "page", "pages"),
    note: measured ? `in ${plural(measured, "book")}${each}${audio}` : heard ? `${plural(heard, "audiobook")}` : null,
    href: measured ? booksHref({ ...params, pages: "known", sort: "pages" }) : null,
  };
}

/** @param {Counts} counts @param {Record<string, unknown>} params @returns {Figure} */
const rating = ({ meanRating, rated }, params) => ({
  value: hundredth(meanRating),
  name: agree(rated, "rating", "mean rating"),
  note: rated ? `of ${plural(rated, "rated book")}` : "none rated",
  href: rated ? booksHref({ ...params, sort: "rating" }) : null,
});

/** @param {Counts} counts @param {Record<string, unknown>} params @returns {Figure} */
const authors = ({ authors: count }, params) => ({
  value: number(count),
  name: agree(count, "author", "authors"),
  note: null,
  href: count ? booksHref({ ...params, sort: "author" }) : null,
});

/** Years with books are not the years from the first to the last. @param {Counts} counts @returns {Figure} */
function years(counts) {
  const { years: count, firstYear, lastYear } = counts;
  const from = (lastYear ?? 0) - (firstYear ?? 0) + 1;
  return {
    value: number(count),
    name: agree(count, "year with books", "years with books"),
    note: !count
      ? null
      : count === from
        ? spanOf(counts)
        : `of the ${number(from)} from ${yearName(firstYear)} to ${yearName(lastYear)}`,
    href: lastYear === null ? null : yearHref(lastYear),
  };
}

/** @param {Counts} counts @returns {Figure} */
function busiest({ busiest: year, busiestCount, asBusy }) {
  const as = asBusy.length ? `, as in ${tied(asBusy.map(yearName), "other year")}` : "";
  return {
    value: yearName(year),
    name: "busiest year",
    note: year === null ? null : `${plural(busiestCount, "book")}${as}`,
    href: year === null ? null : yearHref(year),
  };
}

/** @param {Library} library @returns {Figure[]} */
export function libraryFigures({ books }) {
  const counts = headFigures(books);
  return [
    {
      value: number(books.length),
      name: agree(books.length, "book read", "books read"),
      note: null,
      href: booksHref({}),
    },
    pages(counts, {}),
    rating(counts, {}),
    ...(counts.years ? [years(counts)] : []),
    authors(counts, {}),
    ...(counts.years > 1 ? [busiest(counts)] : []),
  ];
}

/** "9 more than in 2023"; a year in progress is not yet fewer; null where no year was before. @param {number} now @param {number} before @param {number|null} previous @param {boolean} running */
function change(now, before, previous, running) {
  if (previous === null) return running ? "so far" : null;
  if (running && now < before) return `so far; ${number(before)} in ${yearName(previous)}`;
  return `${running ? "so far, " : ""}${compared(now, before)} in ${yearName(previous)}`;
}

/** @param {Library} library @param {number} year one that has books @returns {Figure[]} */
export function yearFigures(library, year) {
  const { books } = library;
  const previous = yearsOf(books).findLast((other) => other < year) ?? null;
  const counts = headFigures(books.filter((book) => book.reading_year === year));
  const before = books.filter((book) => book.reading_year === previous).length;
  const running = year === yearInProgress(library);
  return [
    {
      value: number(counts.books),
      name: agree(counts.books, "book", "books"),
      note: change(counts.books, before, previous, running),
      href: booksHref({ year }),
    },
    pages(counts, { year }),
    rating(counts, { year }),
    authors(counts, { year }),
  ];
}

/** @typedef {(string|{words: string, href: string})[]} Sentence text, and links in it */

/**
 * How far dates are believed, told once, with links to those books; null when every date tells a day.
 * @param {Library} library @returns {Sentence|null}
 */
export function dateNote({ books }) {
  /** @type {[string, string][]} */
  const kinds = [
    ["year", "only the year is believed"],
    ["month", "only the month is believed"],
    ["none", "nothing is believed"],
  ];
  const links = kinds.flatMap(([precision, words]) => {
    const count = filterBooks(books, { precision }).length;
    return count ? [[{ words: plural(count, "book"), href: booksHref({ precision }) }, ` ${words}`]] : [];
  });
  if (!links.length) return null;
  return [
    "Not every date tells a day; 1 January, for example, often stands for a day that nobody noted. ",
    ...links.flatMap((link, index) => [index ? ", for " : "For ", ...link]),
    ". Charts that need more leave these books out.",
  ];
}

/** For how many books genres were found, and what was left out. @param {Library} library @returns {Sentence} */
export function genreNote({ all, metadata }) {
  const known = all.filter((book) => book.genre_enriched).length;
  const rejected = metadata.rows_rejected?.length ?? 0;
  const running = metadata.status === "processing";
  const href = hashFor(["unenriched"]);
  /** @type {Sentence[]} */
  const parts = [];
  if (all.length) {
    const books = share(known, all.length, "book");
    parts.push([running ? `Genres have been found for ${books} so far.` : `Genres were found for ${books}.`]);
  }
  if (known < all.length && !running) parts.push([{ words: `${plural(all.length - known, "book")} without`, href }]);
  if (rejected) parts.push([{ words: `${plural(rejected, "row")} of the file left out`, href }]);
  return parts.flatMap((part, index) => (index ? [" · ", ...part] : part));
}
