/** What the charts of formats show, as data: print, ebooks and audiobooks over the years and by rating. Pure. */

import { hundredth, plural } from "../models/format.js";
import { list, sentence, standing } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import { dated, groupBy, groupByEach, mean, rated, sum, yearOf, yearsRead } from "../models/stats.js";
import { yearAxis } from "../charts/axis.js";
import { ratingBins } from "../charts/rating-bins.js";
import { READ } from "../charts/scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {"print"|"ebook"|"audio"} Format */

/** The order of the drawing. @type {Format[]} */
const FORMATS = ["print", "ebook", "audio"];
/** @type {Record<Format, string>} */
const NAMES = { print: "Print", ebook: "Ebook", audio: "Audio" };
/** @type {Record<Format, string>} */
const ONE = { print: "printed book", ebook: "ebook", audio: "audiobook" };

/** So many books, or half of them, tell something; fewer are the ones whose binding a site happens to know. */
const LEAST_BOOKS = 20;
/** One audiobook in twenty years is no second format. */
const LEAST_OF_SECOND = 3;
/** A mean of fewer ratings is that of single books. */
const LEAST_RATED = 5;

/** @param {Book[]} books */
const withFormat = (books) => books.filter((book) => book.format !== null);
/** Books by their format, those formats alone that have some. @param {Book[]} books @returns {[Format, Book[]][]} */
function byFormat(books) {
  const groups = groupBy(books, (book) => book.format);
  return FORMATS.flatMap((format) => {
    const own = groups.get(format);
    return own ? [/** @type {[Format, Book[]]} */ ([format, own])] : [];
  });
}

/** Whether two formats have enough books, of enough whose format is known. @param {Book[]} books @param {number} least */
function tells(books, least) {
  const known = withFormat(books);
  const enough = known.length >= LEAST_BOOKS || known.length * 2 >= books.length;
  return enough && byFormat(known).filter(([, own]) => own.length >= least).length > 1;
}

/** @param {Library} library */
export const tellsFormats = ({ books }) => tells(dated(books), LEAST_OF_SECOND);
/** @param {Library} library */
export const tellsFormatRatings = ({ books }) => tells(rated(books), LEAST_RATED);

/** Pages by the year in which they were read, with each read; what is heard has none. @param {Book[]} own @returns {Map<number, number>} */
function pagesByYear(own) {
  const pages = new Map();
  for (const { num_pages: count, readings } of own) {
    if (count !== null) for (const text of readings) pages.set(yearOf(text), (pages.get(yearOf(text)) ?? 0) + count);
  }
  return pages;
}

/** @param {Library} library @returns {ChartModel} */
export function formatsOverYears({ books }) {
  const known = withFormat(dated(books));
  const formats = byFormat(known);
  const years = formats.map(([format, own]) => ({
    format,
    own,
    years: [...groupByEach(own, yearsRead)],
    pages: pagesByYear(own),
  }));
  const rows = years.flatMap(({ format, years: all, pages }) =>
    all.map(([year, own]) => ({
      x: year,
      y: format,
      value: own.length,
      cells: [NAMES[format], String(year), pages.get(year) ?? "–", own.length],
      label: `${NAMES[format]} in ${year}: ${plural(own.length, "book")}`,
      href: booksHref({ format, year }),
    })),
  );
  return {
    id: "formats-over-years",
    title: "Print, ebook, audio",
    kind: "heat",
    basis: standing(known.length, books.length, READ, "a date and a format"),
    summary: amounts(years),
    columns: ["Format", "Year", "Pages", "Books"],
    rows,
    xs: yearAxis(rows.map(({ x }) => x)),
    ys: formats.map(([format]) => format),
    yName: (format) => NAMES[/** @type {Format} */ (format)],
    tone: "second",
  };
}

/** "335 printed books, 141 ebooks and 12 audiobooks; 98,000 pages in print and 40,120 as ebooks." @param {{format: Format, own: Book[], pages: Map<number, number>}[]} all */
function amounts(all) {
  if (!all.length) return "No book has both a date and a format.";
  const books = list(all.map(({ format, own }) => plural(own.length, ONE[format])));
  const told = all.flatMap(({ format, pages }) => {
    const count = sum([...pages.values()]);
    return count ? [`${plural(count, "page")} ${format === "print" ? "in print" : "as ebooks"}`] : [];
  });
  return `${sentence(books)}${told.length ? `; ${list(told)}` : ""}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function formatsByRating({ books }) {
  const known = withFormat(rated(books));
  const { bins, startOf, binAt } = ratingBins(known);
  const formats = byFormat(known);
  const rows = formats.flatMap(([format, own]) =>
    [...groupBy(own, startOf)].map(([start, some]) => {
      const { span, words, filter } = binAt(start);
      return {
        x: start,
        y: format,
        value: some.length,
        cells: [NAMES[format], span, some.length],
        label: `${NAMES[format]}, ${words}: ${plural(some.length, "book")}`,
        href: booksHref({ format, rating: filter }),
      };
    }),
  );
  return {
    id: "formats-by-rating",
    title: "How you rate each format",
    kind: "bubbles",
    basis: standing(known.length, books.length, READ, "your rating and a format"),
    summary: means(formats),
    columns: ["Format", "My stars", "Books"],
    rows,
    xs: bins.map(({ start }) => start),
    ys: formats.map(([format]) => format).toReversed(),
    xName: (start) => binAt(start).short,
    yName: (format) => NAMES[/** @type {Format} */ (format)],
    xLabel: "your rating",
    tone: "gold",
  };
}

/** "You rate ebooks highest, 4.20 on average; printed books 3.90." Formats with few ratings are left out. @param {[Format, Book[]][]} formats */
function means(formats) {
  const told = formats
    .filter(([, own]) => own.length >= LEAST_RATED)
    .map(([format, own]) => ({
      name: `${ONE[format]}s`,
      stars: hundredth(mean(own.map((book) => book.my_rating ?? 0))),
    }))
    .sort((a, b) => Number(b.stars) - Number(a.stars));
  if (!told.length) return `No format has ${LEAST_RATED} ratings.`;
  const best = told.filter(({ stars }) => stars === told[0].stars);
  const rest = told.slice(best.length).map(({ name, stars }) => `${name} ${stars}`);
  const names = list(best.map(({ name }) => name));
  if (!rest.length) return `You rate ${names}${best.length > 1 ? " alike" : ""}, ${told[0].stars} on average.`;
  return `You rate ${names} highest, ${told[0].stars} on average; ${list(rest)}.`;
}
