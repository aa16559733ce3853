/** Which books a list shows. Filters live in the address; every bar of a chart links to one of these. Pure. */

import { isGivenUp } from "../collection/given-up.js";
import { MONTHS, WEEKDAYS, isolate, weekdayOf, year as yearName } from "./format.js";
import { statusName } from "./library.js";
import { finds, namePart, sameName } from "./search.js";
import { yearOf } from "./stats.js";

/** @typedef {import("./types.js").Book} Book */
/** @typedef {Record<string, string>} Filters */
/** @typedef {(value: string, authors: Set<string>) => (book: Book) => boolean} Test */

/** Numbers as `low..high`, both ends inside, either end open. @param {number|null} value @param {string} range */
function inRange(value, range) {
  if (value === null) return false;
  const [low, high] = range.split("..");
  return (low === "" || value >= Number(low)) && (high === undefined || high === "" || value <= Number(high));
}

/** The community's rating by quarter stars: 3.97 → 3.75. @param {number} rating */
export const quarter = (rating) => Math.floor(rating * 4) / 4;

/** What is asked of when a book was read, all of it of one and the same read. @type {Record<string, (value: string) => (text: string) => boolean>} */
const READ_TESTS = {
  year: (value) => (text) => String(yearOf(text)) === value,
  month: (value) => (text) => text.slice(5, 7) === value.padStart(2, "0"),
  weekday: (value) => (text) => weekdayOf(text) === Number(value),
};

/** What a list asks of a read. @param {Filters} filters */
function readAsked(filters) {
  const tests = Object.entries(READ_TESTS).flatMap(([name, test]) => (filters[name] ? test(filters[name]) : []));
  return (/** @type {string} */ text) => tests.every((test) => test(text));
}

/** The reads of a book that a list is about, in the order of time. @param {Book} book @param {Filters} filters */
export const readsFound = (book, filters) => book.readings.filter(readAsked(filters));

/** One test for each other parameter; each gets the parameter's text (and the library's authors). @type {Record<string, Test>} */
const TESTS = {
  status: (value) => (value === "all" ? () => true : (book) => book.status === value),
  q: (value) => finds(value),
  precision: (value) =>
    value === "none"
      ? (book) => book.date_precision === null && book.date_read !== null
      : (book) => book.date_precision === value,
  genre: (value) => (book) => book.genres.includes(value),
  mood: (value) => (book) => book.moods.includes(value),
  pace: (value) => (book) => book.pace === value,
  rating: (value) =>
    value === "known"
      ? (book) => book.my_rating !== null
      : value.includes("..")
        ? (book) => inRange(book.my_rating, value)
        : (book) => String(book.my_rating ?? "none") === value,
  community: (value) => (book) => book.average_rating !== null && quarter(book.average_rating) === Number(value),
  author: (value, authors) => {
    if (authors.has(value)) return (book) => book.author === value;
    const matches = namePart(value);
    return (book) => matches(book.author);
  },
  series: (value) => {
    const wanted = sameName(value);
    return (book) => book.series !== null && sameName(book.series.name) === wanted;
  },
  shelf: (value) => (book) => book.bookshelves.includes(value),
  format: (value) => (book) => book.format === value,
  length: (value) => (book) => book.page_category === value,
  pages: (value) =>
    value === "known" ? (book) => (book.num_pages ?? 0) > 0 : (book) => inRange(book.num_pages, value),
  published: (value) => (book) => inRange(book.publication_year, value),
  outcome: (value) => (book) => value === "given-up" && isGivenUp(book),
  added: (value) => (book) => (book.date_added ?? "").slice(0, 4) === value,
  changed: (value) => (book) => book.changed.includes(value),
};

/** @param {URLSearchParams} params @returns {Filters} the known parameters only; `status` is "read" unless said otherwise */
export function readFilters(params) {
  /** @type {Filters} */
  const filters = { status: "read" };
  for (const name of Object.keys(WORDS)) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  return filters;
}

/** @param {Book[]} books @param {Filters} filters @returns {Book[]} */
export function filterBooks(books, filters) {
  const authors = filters.author ? new Set(books.map((book) => book.author)) : new Set();
  const tests = Object.entries(filters)
    .filter(([name]) => Object.hasOwn(TESTS, name))
    .map(([name, value]) => TESTS[name](value, authors));
  const { year, month, weekday } = filters;
  if (year === "none") tests.push((book) => !book.readings.length && !month && !weekday);
  else if (year || month || weekday) {
    const asked = readAsked(filters);
    tests.push((book) => book.readings.some(asked));
  }
  return books.filter((book) => tests.every((test) => test(book)));
}

/** @param {string} value @param {string} unit @param {(end: number) => string} [name] */
function between(value, unit, name = String) {
  const [low, high = ""] = value.split("..");
  const ends = [low, high].map((end) => (end === "" ? "" : name(Number(end))));
  if ([low, high].some((end) => Number.isNaN(Number(end))) || (low === "" && high === "")) return isolate(value);
  if (low === "") return `${unit} up to ${ends[1]}`;
  if (low === high) return `${unit} ${ends[0]}`;
  return high === "" ? `${unit} from ${ends[0]}` : `${unit} ${ends[0]}–${ends[1]}`;
}

/** @param {string} value */
function ratingWords(value) {
  if (value === "none") return "not rated";
  if (value === "known") return "rated";
  return value.includes("..") ? `${between(value, "").trim().replace("–", " to ")} ★` : `${isolate(value)} ★`;
}

/** @param {string} value */
function communityWords(value) {
  const low = Number(value);
  return Number.isFinite(low)
    ? `community ${low.toFixed(2)}–${Math.min(5, low + 0.24).toFixed(2)}`
    : `community ${isolate(value)}`;
}

/** @type {Record<string, string>} */
const PRECISIONS = {
  day: "day of reading known",
  month: "only month and year known",
  year: "only the year known",
  none: "with a date that tells nothing",
};
/** @type {Record<string, string>} */
const FORMATS = { audio: "audiobooks", ebook: "ebooks", print: "printed books" };
/** @type {Record<string, string>} */
const CHANGES = {
  finished: "finished since the export before",
  rated: "rated since the export before",
  added: "added since the export before",
};
/** @param {Record<string, string>} words @param {string} value */
const wordFor = (words, value) => (Object.hasOwn(words, value) ? words[value] : isolate(value));

/** @type {Record<string, (value: string) => string>} */
const WORDS = {
  status: (value) => isolate(statusName(value)),
  q: (value) => `“${isolate(value)}”`,
  year: (value) => (value === "none" ? "no date" : `read in ${isolate(value)}`),
  month: (value) => MONTHS[Number(value) - 1] ?? isolate(value),
  weekday: (value) => `finished on a ${WEEKDAYS[Number(value)] ?? isolate(value)}`,
  precision: (value) => wordFor(PRECISIONS, value),
  genre: isolate,
  mood: isolate,
  pace: (value) => `${isolate(value)} pace`,
  rating: ratingWords,
  community: communityWords,
  author: (value) => `by ${isolate(value)}`,
  series: (value) => `series ${isolate(value)}`,
  shelf: (value) => `shelf ${isolate(value)}`,
  format: (value) => wordFor(FORMATS, value),
  length: isolate,
  pages: (value) => (value === "known" ? "page count known" : between(value, "pages")),
  published: (value) => between(value, "published", yearName),
  outcome: (value) => (value === "given-up" ? "begun and given up" : isolate(value)),
  added: (value) => `added in ${isolate(value)}`,
  changed: (value) => wordFor(CHANGES, value),
};

/** A filter in words, for its chip. @param {string} name @param {string} value */
export const describeFilter = (name, value) => (Object.hasOwn(WORDS, name) ? WORDS[name](value) : isolate(value));
