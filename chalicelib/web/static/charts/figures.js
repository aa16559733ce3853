/** The plain figures of a library and of one of its years, in words and with the lists they lead to. Pure. */

import { hundredth, number, plural, year as yearName } from "../models/format.js";
import { agree, compared, partOf, share, span, tied } from "../models/grammar.js";
import { yearInProgress } from "../models/library.js";
import { filterBooks } from "../models/filters.js";
import { booksHref, hashFor, yearHref } from "../models/addresses.js";
import { headFigures, readIn, sum, undatedRereads, yearsOf } from "../models/stats.js";
import { once } from "../pace/once.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{value: string, name: string, note: string|null, href: string|null}} Figure */
/** @typedef {import("../models/stats.js").LibraryCounts} Counts of a library or of one of its years */

/** @param {Counts} counts @returns {string} "2018–2019"; "" without a date */
const spanOf = ({ firstYear, lastYear }) => (firstYear === null || lastYear === null ? "" : span(firstYear, lastYear));

/** What follows "146 books": ", 151 reads", where books were read again, and ", 26 of them dated, 2018–2019". @param {Counts} counts */
export function afterTheCount(counts) {
  const { books } = counts;
  if (!books) return "";
  const reads = counts.reads > books ? `, ${plural(counts.reads, "read")}` : "";
  if (!counts.dated) {
    return reads + agree(books, ", without a date", reads ? ", no book dated" : ", none of them dated");
  }
  const those = reads ? plural(counts.dated, "book") : `${number(counts.dated)} of them`;
  const some = counts.dated < books ? `, ${those} dated` : "";
  return `${reads}${some}, ${spanOf(counts)}`;
}

/** "112 hours of audiobooks"; where not all tell them, "112 hours of 9 of 12 audiobooks". @param {Counts} counts */
const listening = ({ hours, timed, heard }) =>
  `${plural(hours, "hour")} of ${timed === heard ? agree(heard, "an audiobook", "audiobooks") : partOf(timed, heard, "audiobook")}`;

/** Pages, and what was heard beside them. @param {Counts} counts @param {Record<string, unknown>} params @param {string} [each] @returns {Figure} */
function pages(counts, params, each = "") {
  const { measured, pages: count, heard, timed, hours } = counts;
  if (!measured && timed) {
    return {
      value: number(hours),
      name: agree(hours, "hour", "hours"),
      note: `of ${timed === heard ? plural(heard, "audiobook") : partOf(timed, heard, "audiobook")}`,
      href: booksHref({ ...params, format: "audio" }),
    };
  }
  const without = heard ? `, without ${plural(heard, "audiobook")}` : "";
  const audio = timed ? `, and ${listening(counts)}` : without;
  return {
    value: measured ? number(count) : "–",
    name: agree(count, "page", "pages"),
    note: measured ? `in ${plural(measured, "book")}${each}${audio}` : heard ? `${plural(heard, "audiobook")}` : null,
    href: measured ? booksHref({ ...params, pages: "known", sort: "pages" }) : null,
  };
}

/** "57 reads"; null where each book was read once. @param {Counts} counts */
const reads = (counts) => (counts.reads > counts.books ? plural(counts.reads, "read") : null);

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

/** @param {Counts} counts of a library @returns {Figure[]} */
export function libraryFigures(counts) {
  return [
    {
      value: number(counts.books),
      name: agree(counts.books, "book read", "books read"),
      note: reads(counts),
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
  const counts = headFigures(readIn(books, year), year);
  const before = previous === null ? 0 : readIn(books, previous).length;
  const running = year === once(library, yearInProgress);
  const a = counts.measuredReads === counts.measured ? "a book" : "a read";
  const each = `, ${number(Math.round(counts.pages / counts.measuredReads))} ${a}`;
  return [
    {
      value: number(counts.books),
      name: agree(counts.books, "book", "books"),
      note: [reads(counts), change(counts.books, before, previous, running)].filter(Boolean).join("; ") || null,
      href: booksHref({ year }),
    },
    pages(counts, { year }, each),
    rating(counts, { year }),
    authors(counts, { year }),
  ];
}

/** @typedef {(string|{words: string, href: string})[]} Sentence text, and links in it */

/** "57 reads have a date, and there are 5 re-reads whose dates the file does not tell."; "" without such. @param {Library} library */
function rereadNote({ books }) {
  const count = undatedRereads(books);
  if (!count) return "";
  const known = sum(books.map((book) => book.readings.length));
  const rest = `${plural(count, "re-read")} whose ${agree(count, "date", "dates")} the file does not tell`;
  if (!known) return `There ${agree(count, "is", "are")} ${rest}.`;
  return `${plural(known, "read")} ${agree(known, "has a date", "have dates")}, and there ${agree(count, "is", "are")} ${rest}.`;
}

/**
 * How far dates are believed, told once, with links to those books, and how many re-reads have none; null when every
 * date tells a day.
 * @param {Library} library @returns {Sentence|null}
 */
export function dateNote(library) {
  const { books } = library;
  const rereads = rereadNote(library);
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
  if (!links.length) return rereads ? [rereads] : null;
  return [
    "Not every date tells a day; 1 January, for example, often stands for a day that nobody noted. ",
    ...links.flatMap((link, index) => [index ? ", for " : "For ", ...link]),
    `. Charts that need more leave these books out.${rereads ? ` ${rereads}` : ""}`,
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
