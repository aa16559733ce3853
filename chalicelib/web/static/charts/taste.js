/** What the charts about genres, lengths and authors show, as data. Pure; the shape is `ChartModel` in models/types.js. */

import { isolate, number, plural } from "../models/format.js";
import { agree, allOf, list, sentence, share, standing, tied } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import {
  audioNote,
  dated,
  greatest,
  groupBy,
  groupByEach,
  isFiction,
  isNonfiction,
  measured,
} from "../models/stats.js";
import { tally, telling, upperHalf, yearsRead } from "../models/stats.js";
import { yearAxis } from "./axis.js";
import { READ, genresSoFar, scopeOf } from "./scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */
/** @typedef {[string, number][]} Entries names with their counts, most first */

const TOP = 12;
const GENRES_OVER_YEARS = 10;
/** @param {Book[]} books */
const withGenres = (books) => books.filter((book) => book.genres.length);

/** @param {Entries} entries @param {(name: string) => string} hrefOf @returns {Row[]} */
export function bars(entries, hrefOf) {
  return entries.map(([name, count]) => ({
    x: name,
    value: count,
    cells: [name, count],
    label: `${isolate(name)}: ${plural(count, "book")}`,
    href: hrefOf(name),
  }));
}

/** Those with the greatest count, of all and not only of the drawn ones. @param {Entries} entries */
const leaders = (entries) => entries.filter(([, count]) => count === entries[0][1]).map(([name]) => isolate(name));

/** " 292 of 385 books with genres are fiction, 90 nonfiction."; "" where none is known as either. @param {Book[]} known */
function sides(known) {
  /** @param {(genre: string) => boolean} test */
  const having = (test) => known.filter((book) => book.genres.some(test)).length;
  const [fiction, nonfiction] = [having(isFiction), having(isNonfiction)];
  if (!fiction && !nonfiction) return "";
  const books = /** @param {number} count */ (count) =>
    share(count, known.length, "book with genres", "books with genres");
  const [most, name, rest] = fiction
    ? [fiction, "fiction", nonfiction ? `${number(nonfiction)} nonfiction` : "none nonfiction"]
    : [nonfiction, "nonfiction", "none fiction"];
  return ` ${sentence(books(most))} ${agree(most, "is", "are")} ${name}, ${rest}.`;
}

/** @param {Library} library @param {number|null} [year] only the books of one year @returns {ChartModel} */
export function topGenres(library, year = null) {
  const { books, noun, params } = scopeOf(library, year);
  const known = withGenres(books);
  const entries = tally(known, telling);
  return {
    id: "top-genres",
    title: "Genres you return to",
    kind: "bars",
    basis: standing(known.length, books.length, noun, "genres"),
    summary: leading(entries, "genre") + (year === null ? sides(known) : "") + genresSoFar(library),
    columns: ["Genre", "Books"],
    rows: bars(entries.slice(0, TOP), (genre) => booksHref({ ...params, genre })),
  };
}

/** @param {Entries} entries @param {string} one what each of them is */
export function leading(entries, one) {
  if (!entries.length) return `No ${one} is known.`;
  const names = leaders(entries);
  const count = plural(entries[0][1], "book");
  if (entries.length === 1) return `${sentence(names[0])} is the only ${one}, with ${count}.`;
  if (names.length === entries.length) return `${sentence(allOf(names.length, one))} have ${count} each.`;
  if (names.length > 1)
    return `${sentence(tied(names, one))} lead with ${count} each, out of ${plural(entries.length, one)}.`;
  return `${sentence(names[0])} leads with ${count}, out of ${plural(entries.length, one)}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function genresOverYears(library) {
  const { books } = library;
  const known = withGenres(dated(books));
  const genres = tally(known, telling)
    .slice(0, GENRES_OVER_YEARS)
    .map(([genre]) => genre);
  const years = [...groupByEach(known, yearsRead)];
  const counts = new Map(years.map(([year, own]) => [year, new Map(tally(own, telling))]));
  const rows = genres.flatMap((genre) =>
    years.flatMap(([year]) => {
      const count = counts.get(year)?.get(genre);
      if (!count) return [];
      const cells = [genre, String(year), count];
      const label = `${isolate(genre)} in ${year}: ${plural(count, "book")}`;
      return [{ x: year, y: genre, value: count, cells, label, href: booksHref({ genre, year }) }];
    }),
  );
  return {
    id: "genres-over-years",
    title: "Genres over the years",
    kind: "heat",
    basis: standing(known.length, books.length, READ, "a date and genres"),
    summary: strongestYear(greatest(rows)) + genresSoFar(library),
    columns: ["Genre", "Year", "Books"],
    rows,
    xs: yearAxis(years.map(([year]) => year)),
    ys: genres,
  };
}

/** @param {Row[]} best */
function strongestYear(best) {
  if (!best.length) return "No book has both a date and genres.";
  const count = plural(best[0].value, "book");
  if (best.length > 3) return `No genre ever had more than ${count} in a year.`;
  const names = list(best.map(({ x, y }) => `${isolate(y)} in ${x}`));
  if (best.length > 1) return `The most of a single genre in a year: ${names}, with ${count} each.`;
  return `The strongest year of a single genre: ${names}, with ${count}.`;
}

const STEP = 100;
const LAST = 1000;

/**
 * Columns of lengths, a hundred pages each.
 * @param {number[]} lengths @param {Record<string, unknown>} params what the links to their books add
 */
export function lengthRows(lengths, params) {
  const groups = groupBy(lengths, (pages) => Math.min(Math.floor(pages / STEP) * STEP, LAST));
  const starts = Array.from(
    { length: groups.size ? Math.max(...groups.keys()) / STEP + 1 : 0 },
    (_, step) => step * STEP,
  );
  const rows = starts.map((start) => {
    const count = groups.get(start)?.length ?? 0;
    const range = start === LAST ? `${LAST}..` : `${start || 1}..${start + STEP - 1}`;
    const name = start === LAST ? `${number(LAST)} and more` : `${start || 1}–${start + STEP - 1}`;
    return {
      x: start,
      value: count,
      cells: [name, count],
      label: `${name} pages: ${plural(count, "book")}`,
      href: booksHref({ ...params, pages: range }),
    };
  });
  return {
    columns: ["Pages", "Books"],
    rows,
    xs: starts,
    xName: (/** @type {number} */ start) => (start === LAST ? `${LAST}+` : String(start)),
    xLabel: "pages, from",
  };
}

/** @param {Library} library @returns {ChartModel} */
export function lengthDistribution({ books }) {
  const known = measured(books);
  const lengths = known.map((book) => book.num_pages ?? 0);
  return {
    id: "length-distribution",
    title: "How long they are",
    kind: "columns",
    basis: standing(known.length, books.length, READ, "a page count"),
    summary: `${halfOf(lengths)} ${audioNote(books)}`.trim(),
    ...lengthRows(lengths, {}),
  };
}

/** @param {number[]} lengths */
export function halfOf(lengths) {
  if (!lengths.length) return "No book has a page count.";
  if (lengths.length === 1) return `The one book with a page count has ${plural(lengths[0], "page")}.`;
  return `At least half of them have ${plural(upperHalf(lengths), "page")} or more.`;
}

/** @param {Library} library @returns {ChartModel} */
export function topAuthors({ books }) {
  const known = books.filter((book) => book.author);
  const entries = tally(known, (book) => [book.author]);
  return {
    id: "top-authors",
    title: "Authors you stay with",
    kind: "bars",
    basis: standing(known.length, books.length, READ, "an author"),
    summary: faithful(entries, books.length),
    columns: ["Author", "Books"],
    rows: bars(entries.slice(0, TOP), (author) => booksHref({ author })),
  };
}

/** @param {Entries} entries @param {number} of the books, also those without an author */
function faithful(entries, of) {
  if (!entries.length) return "No book names an author.";
  const again = entries.filter(([, count]) => count > 1).length;
  const names = leaders(entries);
  const count = plural(entries[0][1], "book");
  if (entries.length === 1) {
    return `${sentence(share(entries[0][1], of, "book"))} ${agree(entries[0][1], "is", "are")} by ${names[0]}.`;
  }
  if (!again) return `You read one book each by ${plural(entries.length, "author")}.`;
  const most =
    names.length > 3
      ? `${plural(names.length, "author")} have ${count} each`
      : `most often to ${list(names)}, ${count}${names.length > 1 ? " each" : ""}`;
  return `You came back to ${share(again, entries.length, "author")}${names.length > 3 ? "; " : ", "}${most}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function toReadByGenre(library) {
  const pile = library.others.filter((book) => book.status === "to-read");
  const known = withGenres(pile);
  const entries = tally(known, telling);
  return {
    id: "to-read-by-genre",
    title: "Waiting to be read",
    kind: "bars",
    basis: standing(known.length, pile.length, ["book to read", "books to read"], "genres"),
    summary: waiting(entries, pile.length) + genresSoFar(library),
    columns: ["Genre", "Books"],
    rows: bars(entries.slice(0, TOP), (genre) => booksHref({ status: "to-read", genre })),
    tone: "second",
  };
}

/** @param {Entries} entries @param {number} pile */
function waiting(entries, pile) {
  if (!pile) return "There is no book on your to-read shelf.";
  if (!entries.length) return "No genre of the books to read is known.";
  const [names, count] = [leaders(entries), entries[0][1]];
  if (pile === 1) return `The one book to read has ${names.length > 1 ? "the genres" : "the genre"} ${list(names)}.`;
  if (names.length > 3)
    return `${plural(names.length, "genre")} have ${plural(count, "book")} each among ${plural(pile, "book")} to read.`;
  const each = names.length > 1 ? " each" : "";
  return `Most common among ${plural(pile, "book")} to read: ${list(names)}, with ${number(count)}${each}.`;
}
