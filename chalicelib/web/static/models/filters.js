/** Which books a list shows. Filters live in the address; every bar of a chart links to one of these. Pure. */

import { MONTHS, WEEKDAYS, isolate, weekdayOf } from "./format.js";
import { statusName } from "./library.js";

/** Numbers as `low..high`, both ends inside, either end open. */
export function inRange(value, range) {
  if (value === null || value === undefined) return false;
  const [low, high] = range.split("..");
  return (low === "" || value >= Number(low)) && (high === undefined || high === "" || value <= Number(high));
}

/** The community's rating by quarter stars: 3.97 → 3.75. */
export const quarter = (rating) => Math.floor(rating * 4) / 4;
export const monthOf = (book) => (book.reading_month_year ? book.reading_month_year.slice(5, 7) : null);

/** One test per parameter; each gets the parameter's text (and the library's authors) and answers a predicate. */
const TESTS = {
  status: (value) => (value === "all" ? () => true : (book) => book.status === value),
  q: (value) => {
    const words = value.toLowerCase().split(/\s+/).filter(Boolean);
    return (book) => words.every((word) => book.haystack.includes(word));
  },
  year: (value) => (book) => String(book.reading_year ?? "none") === value,
  month: (value) => (book) => monthOf(book) === value,
  weekday: (value) => (book) => weekdayOf(book.date_read) === Number(value),
  genre: (value) => (book) => book.genres.includes(value),
  rating: (value) => (book) => String(book.my_rating ?? "none") === value,
  community: (value) => (book) => book.average_rating !== null && quarter(book.average_rating) === Number(value),
  author: (value, exact) => {
    if (exact.has(value)) return (book) => book.author === value;
    const part = value.toLowerCase();
    return (book) => book.author.toLowerCase().includes(part);
  },
  shelf: (value) => (book) => book.bookshelves.includes(value),
  length: (value) => (book) => book.page_category === value,
  pages: (value) => (value === "known" ? (book) => book.num_pages > 0 : (book) => inRange(book.num_pages, value)),
  published: (value) => (book) => inRange(book.publication_year, value),
};

/** @typedef {Record<string, string>} Filters */

/** @param {URLSearchParams} params @returns {Filters} the known parameters only; `status` is "read" unless said otherwise */
export function readFilters(params) {
  const filters = { status: "read" };
  for (const name of Object.keys(TESTS)) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  return filters;
}

/** @param {import("./types.js").Book[]} books @param {Filters} filters @returns {import("./library.js").Book[]} */
export function filterBooks(books, filters) {
  const authors = filters.author ? new Set(books.map((book) => book.author)) : new Set();
  const tests = Object.entries(filters).map(([name, value]) => TESTS[name](value, authors));
  return books.filter((book) => tests.every((test) => test(book)));
}

const between = (value, unit) => {
  const [low, high] = value.split("..");
  if (!low) return `${unit} up to ${high}`;
  return high ? `${unit} ${low}–${high}` : `${unit} from ${low}`;
};

const WORDS = {
  status: statusName,
  q: (value) => `“${isolate(value)}”`,
  year: (value) => (value === "none" ? "no date" : `read in ${value}`),
  month: (value) => MONTHS[Number(value) - 1] ?? value,
  weekday: (value) => `finished on a ${WEEKDAYS[Number(value)] ?? value}`,
  genre: isolate,
  rating: (value) => (value === "none" ? "not rated" : `${value} ★`),
  community: (value) => `community ${Number(value).toFixed(2)}–${(Number(value) + 0.24).toFixed(2)}`,
  author: (value) => `by ${isolate(value)}`,
  shelf: (value) => `shelf ${isolate(value)}`,
  length: (value) => value,
  pages: (value) => (value === "known" ? "page count known" : between(value, "pages")),
  published: (value) => between(value, "published"),
};

/** A filter in words, for its chip. @param {string} name @param {string} value */
export const describeFilter = (name, value) => WORDS[name](value);

const text = (of) => (a, b) => of(a).localeCompare(of(b), "en", { sensitivity: "base", numeric: true });
/** What is not known comes last, whichever way the rest is sorted. */
const by = (of, sign) => (a, b) => {
  const [x, y] = [of(a) ?? null, of(b) ?? null];
  if (x === null || y === null) return (x === null) - (y === null);
  return x < y ? -sign : x > y ? sign : 0;
};
/** As far as the date is known: a year alone sorts before its months when ascending. */
const readAt = (book) =>
  book.date_read ?? book.reading_month_year ?? (book.reading_year ? String(book.reading_year) : null);
export const gapOf = (book) =>
  book.my_rating === null ||
  book.my_rating === undefined ||
  book.average_rating === null ||
  book.average_rating === undefined
    ? null
    : book.my_rating - book.average_rating;

/** name → [words, comparison]; the first is the default. */
export const SORTS = {
  read: ["Date read, latest first", by(readAt, -1)],
  "read-asc": ["Date read, earliest first", by(readAt, 1)],
  added: ["Date added, latest first", by((book) => book.date_added, -1)],
  title: ["Title", text((book) => book.title)],
  author: ["Author", text((book) => book.author)],
  rating: ["My rating, best first", by((book) => book.my_rating, -1)],
  "rating-asc": ["My rating, worst first", by((book) => book.my_rating, 1)],
  community: ["Community rating", by((book) => book.average_rating, -1)],
  gap: ["Liked more than the community", by(gapOf, -1)],
  "gap-asc": ["Liked less than the community", by(gapOf, 1)],
  pages: ["Longest first", by((book) => book.num_pages, -1)],
  "pages-asc": ["Shortest first", by((book) => book.num_pages, 1)],
  published: ["Publication, newest first", by((book) => book.publication_year, -1)],
  "published-asc": ["Publication, oldest first", by((book) => book.publication_year, 1)],
};

/** A sorted copy; equal books keep the order of the file. An unknown name sorts by the default. */
export function sortBooks(books, name) {
  return [...books].sort((SORTS[name] ?? SORTS.read)[1]);
}
