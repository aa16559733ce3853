/** What the charts about genres, lengths and authors show, as data. Pure; the shape is `ChartModel` in models/types.js. */

import { isolate, number, percent, plural } from "../models/format.js";
import { booksHref } from "../models/addresses.js";
import {
  dated,
  greatest,
  groupBy,
  isFiction,
  isNonfiction,
  leaders,
  measured,
  tally,
  telling,
} from "../models/stats.js";
import { yearAxis } from "./time.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

const TOP = 12;
const GENRES_OVER_YEARS = 10;
const withGenres = (books) => books.filter((book) => book.genres.length);

function bars(entries, unit, hrefOf) {
  return entries.map(([name, count]) => ({
    x: name,
    value: count,
    cells: [name, count],
    label: `${isolate(name)}: ${plural(count, unit)}`,
    href: hrefOf(name),
  }));
}

/** @param {Library} library @returns {ChartModel} */
export function fictionSplit({ books }) {
  const known = withGenres(books);
  const counts = tally(known, (book) => book.genres.filter((genre) => isFiction(genre) || isNonfiction(genre)));
  const rows = bars(counts, "book", (genre) => booksHref({ genre }));
  for (const row of rows) row.tone = isFiction(row.x) ? "first" : "second";
  const share = (test) => counts.filter(([genre]) => test(genre)).reduce((total, [, count]) => total + count, 0);
  return {
    id: "fiction-split",
    title: "Fiction and nonfiction",
    kind: "bars",
    basis: { n: known.length, of: books.length, what: "read books have genres" },
    summary: counts.length
      ? `${percent(share(isFiction), known.length)} are fiction, ${percent(share(isNonfiction), known.length)} nonfiction.`
      : "No book is known as fiction or nonfiction.",
    columns: ["Kind", "Books"],
    rows,
  };
}

/** @param {Library} library @returns {ChartModel} */
export function topGenres({ books }) {
  const known = withGenres(books);
  const entries = tally(known, telling);
  const rows = bars(entries.slice(0, TOP), "book", (genre) => booksHref({ genre }));
  const { words, several } = leaders(rows, (row) => isolate(row.x));
  return {
    id: "top-genres",
    title: "Genres you return to",
    kind: "bars",
    basis: { n: known.length, of: books.length, what: "read books have genres" },
    summary: rows.length
      ? `${words} ${several ? "lead" : "leads"} with ${plural(rows[0].value, "book")}, out of ${plural(entries.length, "genre")}.`
      : "No genre is known.",
    columns: ["Genre", "Books"],
    rows,
  };
}

/** @param {Library} library @returns {ChartModel} */
export function genresOverYears({ books }) {
  const known = withGenres(dated(books));
  const genres = tally(known, telling)
    .slice(0, GENRES_OVER_YEARS)
    .map(([genre]) => genre);
  const years = groupBy(known, (book) => book.reading_year);
  const rows = [];
  for (const genre of genres) {
    for (const [year, own] of years) {
      const count = own.filter((book) => book.genres.includes(genre)).length;
      if (!count) continue;
      rows.push({
        x: year,
        y: genre,
        value: count,
        cells: [genre, String(year), count],
        label: `${isolate(genre)} in ${year}: ${plural(count, "book")}`,
        href: booksHref({ genre, year }),
      });
    }
  }
  const best = greatest(rows);
  return {
    id: "genres-over-years",
    title: "Genres over the years",
    kind: "heat",
    basis: { n: known.length, of: books.length, what: "read books have a date and genres" },
    summary: best
      ? `The strongest year of a single genre: ${isolate(best.y)} in ${best.x}, with ${plural(best.value, "book")}.`
      : "No book has both a date and genres.",
    columns: ["Genre", "Year", "Books"],
    rows,
    xs: yearAxis([...years.keys()]),
    ys: genres,
  };
}

const STEP = 100;
const LAST = 1000;

/** @param {Library} library @returns {ChartModel} */
export function lengthDistribution({ books }) {
  const known = measured(books);
  const groups = groupBy(known, (book) => Math.min(Math.floor(book.num_pages / STEP) * STEP, LAST));
  const starts = groups.size ? steps(Math.max(...groups.keys())) : [];
  const rows = starts.map((start) => {
    const count = groups.get(start)?.length ?? 0;
    const range = start === LAST ? `${LAST}..` : `${start || 1}..${start + STEP - 1}`;
    const name = start === LAST ? `${number(LAST)} and more` : `${start || 1}–${start + STEP - 1}`;
    return {
      x: start,
      value: count,
      cells: [name, count],
      label: `${name} pages: ${plural(count, "book")}`,
      href: booksHref({ pages: range }),
    };
  });
  const lengths = known.map((book) => book.num_pages).sort((a, b) => a - b);
  return {
    id: "length-distribution",
    title: "How long they are",
    kind: "columns",
    basis: { n: known.length, of: books.length, what: "read books have a page count" },
    summary: known.length
      ? `Half of your books have ${number(lengths[Math.floor(lengths.length / 2)])} pages or more.`
      : "No book has a page count.",
    columns: ["Pages", "Books"],
    rows,
    xs: starts,
    xName: (start) => (start === LAST ? `${LAST}+` : String(start)),
    xLabel: "pages, from",
  };
}

const steps = (last) => Array.from({ length: last / STEP + 1 }, (_, index) => index * STEP);

/** @param {Library} library @returns {ChartModel} */
export function topAuthors({ books }) {
  const known = books.filter((book) => book.author);
  const entries = tally(known, (book) => [book.author]);
  const rows = bars(entries.slice(0, TOP), "book", (author) => booksHref({ author }));
  const again = entries.filter(([, count]) => count > 1).length;
  return {
    id: "top-authors",
    title: "Authors you stay with",
    kind: "bars",
    basis: { n: known.length, of: books.length, what: "read books name an author" },
    summary: rows.length
      ? `You came back to ${number(again)} of ${plural(entries.length, "author")}, most often to ${leaders(rows, (row) => isolate(row.x)).words}.`
      : "No book names an author.",
    columns: ["Author", "Books"],
    rows,
  };
}

/** @param {Library} library @returns {ChartModel} */
export function toReadByGenre({ others }) {
  const pile = others.filter((book) => book.status === "to-read");
  const known = withGenres(pile);
  const rows = bars(tally(known, telling).slice(0, TOP), "book", (genre) => booksHref({ status: "to-read", genre }));
  return {
    id: "to-read-by-genre",
    title: "Waiting to be read",
    kind: "bars",
    basis: { n: known.length, of: pile.length, what: "books to read have genres" },
    summary: rows.length
      ? `Of ${plural(pile.length, "book")} to read, ${number(rows[0].value)} are ${isolate(rows[0].x)}.`
      : pile.length
        ? "No genre of the books to read is known."
        : "There is no book on your to-read shelf.",
    columns: ["Genre", "Books"],
    rows,
    tone: "second",
  };
}
