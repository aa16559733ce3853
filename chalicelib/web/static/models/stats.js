/** Counting. Pure functions of a library; what the pages show as plain figures and short lists. */

import { gapOf, sortBooks } from "./filters.js";

/** Values with how many of the books have each, most first, then by name. @returns {[string, number][]} */
export function tally(books, valuesOf) {
  const counts = new Map();
  for (const book of books) for (const value of valuesOf(book)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Books by a key, keys ascending; books whose key is null or undefined are left out. @returns {Map<any, object[]>} */
export function groupBy(books, keyOf) {
  const groups = new Map();
  for (const book of books) {
    const key = keyOf(book);
    if (key === null || key === undefined) continue;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(book);
  }
  return new Map([...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

/** The row with the greatest value, the first of several; null of none. */
export const greatest = (rows) => rows.reduce((best, row) => (best && best.value >= row.value ? best : row), null);

/** The rows with the greatest value as words: "June", "May and June", "May and 2 others". @returns {{words: string, several: boolean}} */
export function leaders(rows, nameOf) {
  const most = Math.max(...rows.map((row) => row.value));
  const [first, second, ...more] = rows.filter((row) => row.value === most).map(nameOf);
  if (second === undefined) return { words: first, several: false };
  return { words: more.length ? `${first} and ${more.length + 1} others` : `${first} and ${second}`, several: true };
}

export const sum = (values) => values.reduce((total, value) => total + value, 0);
/** null for no values: a mean of nothing is not 0. */
export const mean = (values) => (values.length ? sum(values) / values.length : null);
export const pagesOf = (books) => sum(books.map((book) => book.num_pages ?? 0));

/** "Fiction" and "Nonfiction" divide a library; they are shown apart from the other genres. */
const normal = (genre) => genre.toLowerCase().replace(/[^a-z]/g, "");
export const isFiction = (genre) => normal(genre) === "fiction";
export const isNonfiction = (genre) => normal(genre) === "nonfiction";
export const telling = (book) => book.genres.filter((genre) => !isFiction(genre) && !isNonfiction(genre));

export const dated = (books) => books.filter((book) => Number.isInteger(book.reading_year));
export const rated = (books) => books.filter((book) => Number.isInteger(book.my_rating));
export const compared = (books) => books.filter((book) => gapOf(book) !== null);
export const measured = (books) => books.filter((book) => book.num_pages > 0);

/**
 * The figures at the head of a library or of one year.
 * @param {object[]} books
 */
export function headFigures(books) {
  const perYear = tally(dated(books), (book) => [book.reading_year]);
  const [busiest = null, busiestCount = 0] = perYear[0] ?? [];
  const years = perYear.map(([year]) => year).sort((a, b) => a - b);
  return {
    books: books.length,
    pages: pagesOf(books),
    measured: measured(books).length,
    meanRating: mean(rated(books).map((book) => book.my_rating)),
    rated: rated(books).length,
    years: years.length,
    firstYear: years[0] ?? null,
    lastYear: years.at(-1) ?? null,
    authors: new Set(books.map((book) => book.author).filter(Boolean)).size,
    busiest,
    busiestCount,
  };
}

/** Short lists of a library; each is at most `size` books and never has a book that lacks the figure it is sorted by. */
export function shortLists(books, size = 5) {
  const gaps = compared(books);
  return {
    latest: sortBooks(dated(books), "read").slice(0, 10),
    longest: sortBooks(measured(books), "pages").slice(0, size),
    shortest: sortBooks(measured(books), "pages-asc").slice(0, size),
    above: sortBooks(
      gaps.filter((book) => gapOf(book) > 0),
      "gap",
    ).slice(0, size),
    below: sortBooks(
      gaps.filter((book) => gapOf(book) < 0),
      "gap-asc",
    ).slice(0, size),
  };
}
