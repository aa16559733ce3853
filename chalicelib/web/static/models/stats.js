/** Counting. Pure functions of a library; what the pages show as plain figures and short lists. */

import { plural, weekdayOf } from "./format.js";
import { agree } from "./grammar.js";
import { gapOf, sortBooks } from "./sorting.js";

/** @typedef {import("./types.js").Book} Book */
/** @typedef {import("./types.js").Library} Library */

/**
 * Values with how many of the books have each, most first, then by name.
 * @template {string|number} T
 * @param {Book[]} books @param {(book: Book) => T[]} valuesOf @returns {[T, number][]}
 */
export function tally(books, valuesOf) {
  const counts = new Map();
  for (const book of books) for (const value of valuesOf(book)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/**
 * Things by a key, keys ascending; those whose key is null are left out.
 * @template T
 * @template {string|number} K
 * @param {T[]} things @param {(thing: T) => K|null} keyOf @returns {Map<K, T[]>}
 */
export function groupBy(things, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    if (key !== null) put(groups, key, thing);
  }
  return ascending(groups);
}

/** @template T @template {string|number} K @param {Map<K, T[]>} groups @param {K} key @param {T} thing */
function put(groups, key, thing) {
  const group = groups.get(key);
  if (group) group.push(thing);
  else groups.set(key, [thing]);
}

/** @template T @template {string|number} K @param {Map<K, T[]>} groups @returns {Map<K, T[]>} */
const ascending = (groups) => new Map([...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)));

/**
 * The same where a thing may have several keys, each once: it stands under each of them.
 * @template T
 * @template {string|number} K
 * @param {T[]} things @param {(thing: T) => K[]} keysOf @returns {Map<K, T[]>}
 */
export function groupByEach(things, keysOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const thing of things) for (const key of keysOf(thing)) put(groups, key, thing);
  return ascending(groups);
}

/** @param {string} text when a book was read */
export const yearOf = (text) => Number(text.slice(0, 4));
/** Each once; most books were read once, which a large library need not count. @template T @param {T[]} values @returns {T[]} */
const distinct = (values) => (values.length < 2 ? values : [...new Set(values)]);
/** The years in which a book was read, each once. @param {Book} book */
export const yearsRead = (book) => distinct(book.readings.map(yearOf));
/** The months, `YYYY-MM`, each once; those that cannot be believed are left out. @param {Book} book */
export const monthsRead = (book) =>
  distinct(book.readings.filter((text) => text.length >= 7).map((text) => text.slice(0, 7)));
/** The weekdays, 0 for Monday, each once. @param {Book} book @returns {number[]} */
export const weekdaysRead = (book) => distinct(book.readings.flatMap((text) => weekdayOf(text) ?? []));
/** When a book was read in one year. @param {Book} book @param {number} year */
export const readsIn = (book, year) => book.readings.filter((text) => yearOf(text) === year);
/** The books that were read in one year, also again. @param {Book[]} books @param {number} year */
export const readIn = (books, year) => {
  const own = String(year).padStart(4, "0");
  return books.filter((book) => book.readings.some((text) => text.startsWith(own)));
};
/** Whether one of the reads of this year was not the first that is known. @param {Book} book @param {number} year */
export const isReadAgain = (book, year) => book.readings.slice(1).some((text) => yearOf(text) === year);
/** Reads of books on the read shelf that are counted and have no date, beside the one of a book without any. @param {Book[]} books */
export const undatedRereads = (books) =>
  sum(books.map((book) => Math.max(0, book.read_count - Math.max(1, book.readings.length))));

/** All that share the greatest value; none where the greatest is 0. @template {{value: number}} T @param {T[]} rows @returns {T[]} */
export function greatest(rows) {
  const most = rows.reduce((best, row) => Math.max(best, row.value), 0);
  return most > 0 ? rows.filter((row) => row.value === most) : [];
}

/** @param {number[]} values */
export const sum = (values) => values.reduce((total, value) => total + value, 0);
/** null for no values: a mean of nothing is not 0. @param {number[]} values */
export const mean = (values) => (values.length ? sum(values) / values.length : null);
/** The number that at least half of the values reach. @param {number[]} values at least one */
export const upperHalf = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** @type {Map<string, string>} */
const plain = new Map();
/** "Fiction" and "Nonfiction" divide a library; they are shown apart from the other genres. @param {string} genre */
function normal(genre) {
  let letters = plain.get(genre);
  if (letters === undefined) plain.set(genre, (letters = genre.toLowerCase().replace(/[^a-z]/g, "")));
  return letters;
}
/** @param {string} genre */
export const isFiction = (genre) => normal(genre) === "fiction";
/** @param {string} genre */
export const isNonfiction = (genre) => normal(genre) === "nonfiction";
/** @param {Book} book */
export const telling = (book) => book.genres.filter((genre) => !isFiction(genre) && !isNonfiction(genre));

/** @param {Book[]} books */
export const dated = (books) => books.filter((book) => book.readings.length > 0);
/** @param {Book[]} books */
export const rated = (books) => books.filter((book) => book.my_rating !== null);
/** @param {Book[]} books */
export const compared = (books) => books.filter((book) => gapOf(book) !== null);
/** Those with pages, so without audiobooks. @param {Book[]} books */
export const measured = (books) => books.filter((book) => (book.num_pages ?? 0) > 0);
/** @param {Book[]} books */
const heard = (books) => books.filter((book) => book.format === "audio");
/** The years that have books, ascending. @param {Book[]} books @returns {number[]} */
export const yearsOf = (books) => [...new Set(books.flatMap(yearsRead))].sort((a, b) => a - b);

/** "2 audiobooks are left out: they have hours, not pages."; "" without any. @param {Book[]} books */
export function audioNote(books) {
  const count = heard(books).length;
  if (!count) return "";
  return `${plural(count, "audiobook")} ${agree(count, "is", "are")} left out, which ${agree(count, "has", "have")} hours instead of pages.`;
}

/** @param {[number, number][]} perYear years with how many books each has, most first */
function yearsAndBusiest(perYear) {
  const [busiest = null, busiestCount = 0] = perYear[0] ?? [];
  const years = perYear.map(([one]) => one).sort((a, b) => a - b);
  return {
    years: years.length,
    firstYear: years[0] ?? null,
    lastYear: years.at(-1) ?? null,
    busiest,
    busiestCount,
    asBusy: perYear.filter(([one, count]) => count === busiestCount && one !== busiest).map(([one]) => one),
  };
}

/**
 * The figures at the head of a library, or of the books of one year. Pages and hours of a library are those of its books,
 * each once; those of a year count each read in it, as reads do.
 * @param {Book[]} books @param {number|null} [year]
 */
export function headFigures(books, year = null) {
  /** @param {Book} book */
  const reads = (book) => (year === null ? book.read_count : readsIn(book, year).length);
  /** @param {"num_pages"|"hours"} length */
  const total = (length) => sum(books.map((book) => (book[length] ?? 0) * (year === null ? 1 : reads(book))));
  const [long, ratings] = [measured(books), rated(books)];
  return {
    books: books.length,
    dated: dated(books).length,
    reads: sum(books.map(reads)),
    pages: total("num_pages"),
    measured: long.length,
    measuredReads: sum(long.map(reads)),
    heard: heard(books).length,
    hours: total("hours"),
    timed: books.filter((book) => book.hours !== null).length,
    meanRating: mean(ratings.map((book) => book.my_rating ?? 0)),
    rated: ratings.length,
    authors: new Set(books.map((book) => book.author).filter(Boolean)).size,
    ...yearsAndBusiest(tally(dated(books), yearsRead)),
  };
}

/** @typedef {Omit<ReturnType<typeof headFigures>, "measuredReads">} LibraryCounts */

/**
 * The figures at the head of a library as the server has counted them, for one whose books are still to come; null where
 * it has not.
 * @param {any} summary of a dashboard's JSON @returns {LibraryCounts|null}
 */
export function toldFigures(summary) {
  const { books_by_year: byYear, books_by_rating: byRating, books_by_format: byFormat } = summary ?? {};
  if (!byYear || !byRating || !byFormat) return null;
  /** @param {Record<string, number>} counts @returns {[number, number][]} */
  const byNumber = (counts) => Object.entries(counts).map(([value, count]) => [Number(value), count]);
  const stars = byNumber(byRating).map(([rating, count]) => rating * count);
  return {
    books: summary.total_books,
    dated: summary.books_with_year,
    reads: summary.total_reads,
    pages: summary.total_pages,
    measured: summary.books_with_pages,
    heard: byFormat.audio,
    hours: summary.total_hours,
    timed: summary.books_with_hours,
    meanRating: summary.rated_books ? sum(stars) / summary.rated_books : null,
    rated: summary.rated_books,
    authors: summary.unique_authors,
    ...yearsAndBusiest(byNumber(byYear).sort((a, b) => b[1] - a[1] || a[0] - b[0])),
  };
}

/** The books that got the reader's highest rating, if that is at least four stars; latest first. @param {Book[]} books @returns {{stars: number|null, books: Book[]}} */
export function bestLoved(books) {
  const stars = rated(books).reduce((best, book) => Math.max(best, book.my_rating ?? 0), 0);
  if (stars < 4) return { stars: null, books: [] };
  return {
    stars,
    books: sortBooks(
      books.filter((book) => book.my_rating === stars),
      "read",
    ),
  };
}

/** The year in which a book was read last. @param {Book} book */
const lastYear = (book) => Number(book.readings.at(-1)?.slice(0, 4));

/**
 * The latest books, those without a date at the end. Sorts no more years than it needs: a large library has many.
 * @param {Book[]} books @param {number} size
 */
export function lately(books, size) {
  let count = 0;
  const years = tally(dated(books), (book) => [lastYear(book)]).sort(([a], [b]) => b - a);
  const since = years.find(([, own]) => (count += own) >= size)?.[0];
  const enough = since === undefined ? books : dated(books).filter((book) => lastYear(book) >= since);
  return sortBooks(enough, "read").slice(0, size);
}

/** Books that the reader likes more (1) or less (-1) than the community. @param {Book[]} books @param {1|-1} sign */
const apart = (books, sign) => compared(books).filter((book) => sign * (gapOf(book) ?? 0) > 0);

/** Short lists; each never has a book that lacks the figure it is sorted by. @satisfies {Record<string, (books: Book[], size?: number) => Book[]>} */
export const SHORT_LISTS = {
  latest: (books) => lately(dated(books), 10),
  longest: (books, size = 5) => sortBooks(measured(books), "pages").slice(0, size),
  shortest: (books, size = 5) => sortBooks(measured(books), "pages-asc").slice(0, size),
  above: (books, size = 5) => sortBooks(apart(books, 1), "gap").slice(0, size),
  below: (books, size = 5) => sortBooks(apart(books, -1), "gap-asc").slice(0, size),
};

/** All short lists of some books. @param {Book[]} books @param {number} [size] @returns {Record<keyof typeof SHORT_LISTS, Book[]>} */
export const shortLists = (books, size) =>
  /** @type {any} */ (Object.fromEntries(Object.entries(SHORT_LISTS).map(([name, list]) => [name, list(books, size)])));

/**
 * Why a library has little to show, for one note instead of many empty charts; null when it has read books with dates.
 * `kind` is the first thing that is missing: any book, a read one, a date.
 * @param {Library} library @returns {{kind: "books"|"read"|"dates", title: string, advice: string}|null}
 */
export function emptiness({ books, others }) {
  if (!books.length && !others.length) {
    return {
      kind: "books",
      title: "There is no book in this library",
      advice: "Add books to your shelves, export your library anew and upload the new file.",
    };
  }
  if (!books.length) {
    const waiting = `${plural(others.length, "book")} ${agree(others.length, "is", "are")} on other shelves`;
    return {
      kind: "read",
      title: "There is no book on your read shelf",
      advice: `${waiting}; the charts are about what you have read. Move what you have read to that shelf, then export and upload again.`,
    };
  }
  if (dated(books).length) return null;
  return {
    kind: "dates",
    title: agree(
      books.length,
      "Your read book has no date",
      `None of your ${plural(books.length, "read book")} has a date`,
    ),
    advice:
      "Years, months and pages over time need to know when you finished a book. Fill in “date read”, then export and upload again.",
  };
}
