/** What the page of a year tells beside its figures and charts. Pure. */

import { day, hundredth, isolate, plural, year as yearName } from "../models/format.js";
import { agree, sentence, share } from "../models/grammar.js";
import { yearInProgress } from "../models/library.js";
import {
  bestLoved,
  dated,
  isReadAgain,
  readIn,
  readsIn,
  shortLists,
  undatedRereads,
  yearsOf,
  yearsRead,
} from "../models/stats.js";
import { sortBooks } from "../models/sorting.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{name: string, book: Book, note: string}} Moment */

/**
 * The year that an address asks for, the latest without one; null where the library has no book of it.
 * @param {Library} library @param {string|undefined} asked
 */
export function yearAsked({ books }, asked) {
  const years = yearsOf(books);
  if (asked === undefined) return years.at(-1) ?? null;
  const year = /^-?\d{1,4}$/.test(asked) ? Number(asked) : null;
  return year !== null && years.includes(year) ? year : null;
}

/** What a page says when there is no such year. @param {Library} library @param {string|undefined} asked */
export function noSuchYear({ books }, asked) {
  if (!dated(books).length) {
    const lead = books.length
      ? `${agree(books.length, "Your read book has no date", "None of your read books has a date")}.`
      : "There is no book on your read shelf.";
    return { title: "No year to look back on", lead };
  }
  const isYear = asked !== undefined && /^\d{1,4}$/.test(asked);
  return {
    title: isYear ? `Nothing read in ${yearName(Number(asked))}` : `“${isolate(asked ?? "")}” is no year`,
    lead: isYear ? "No book of your library has a date in that year." : "An address such as #/year/2024 opens a year.",
  };
}

/** @param {{text: string}} a @param {{text: string}} b */
const byTime = (a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);

/** The books of a year in the order of their first read in it, and whether it is one more read. @param {Library} library @param {number} year */
export const booksOfYear = ({ books }, year) =>
  readIn(books, year)
    .map((book) => ({ book, text: readsIn(book, year)[0], again: isReadAgain(book, year) }))
    .sort(byTime);

/**
 * The first and the last read of a year, which are known only where most of its books have a day, and none was read in a
 * month before or after these. The last of one read is none.
 * @param {Book[]} books @param {number} year
 */
function endsOf(books, year) {
  const reads = books.flatMap((book) => readsIn(book, year).map((text) => ({ book, text }))).sort(byTime);
  const days = reads.filter(({ text }) => text.length === 10);
  if (new Set(days.map(({ book }) => book)).size * 2 < books.length) return {};
  const months = reads.filter(({ text }) => text.length >= 7).map(({ text }) => text.slice(0, 7));
  const [first, last] = [days[0], days[days.length - 1]];
  return {
    first: first.text.startsWith(months[0]) ? first : undefined,
    last: days.length > 1 && last.text.startsWith(months[months.length - 1]) ? last : undefined,
  };
}

/** @param {Library} library @param {number} year @returns {Moment[]} */
export function moments(library, year) {
  const own = readIn(library.books, year);
  const { first, last } = endsOf(own, year);
  const { longest, shortest, above } = shortLists(own, 1);
  const [oldest] = sortBooks(
    own.filter((book) => book.publication_year !== null),
    "published-asc",
  );
  /** @param {string} name @param {Book|undefined} book @param {(book: Book) => string} note @returns {Moment[]} */
  const moment = (name, book, note) => (book ? [{ name, book, note: note(book) }] : []);
  /** @param {Book} book */
  const pages = (book) => plural(book.num_pages ?? 0, "page");
  const shorter = shortest[0]?.num_pages !== longest[0]?.num_pages;
  return [
    ...moment("First of the year", first?.book, () => day(first?.text)),
    ...moment(year === yearInProgress(library) ? "Latest so far" : "Last of the year", last?.book, () =>
      day(last?.text),
    ),
    ...moment("Longest", longest[0], pages),
    ...moment("Shortest", shorter ? shortest[0] : undefined, pages),
    ...moment("Oldest", oldest, (book) => `published ${yearName(book.publication_year)}`),
    ...moment(
      "Your own opinion",
      above[0],
      (book) => `${book.my_rating} ★ · community ${hundredth(book.average_rating)}`,
    ),
  ];
}

/** "Best loved: 62 books with 5 stars", and the books; null without four stars or more. @param {Book[]} books */
export function loved(books) {
  const { stars, books: best } = bestLoved(books);
  if (stars === null) return null;
  return { title: `Best loved: ${plural(best.length, "book")} with ${plural(stars, "star")}`, stars, books: best };
}

/**
 * Authors of a year without a book of an earlier one. A book without a date is not earlier: nobody knows when it was.
 * @param {Library} library @param {number} year
 */
export function newAuthors({ books, metadata }, year) {
  if (metadata.share?.view === "year") return ""; // the years before are not in it
  const earlier = books.filter((book) => yearsRead(book).some((other) => other < year));
  if (!earlier.length) return "It is the first year with dates in your library.";
  const known = new Set(earlier.map((book) => book.author));
  const own = new Set(readIn(books, year).flatMap((book) => book.author || []));
  const news = [...own].filter((author) => !known.has(author)).length;
  if (!own.size) return "";
  const gaps = dated(books).length < books.length || undatedRereads(books) > 0;
  const asFar = gaps ? ", as far as your dated books tell" : "";
  if (!news) return `You had read ${agree(own.size, "its one author", "all of its authors")} before${asFar}.`;
  const words = share(news, own.size, "author");
  return `${sentence(words)} ${agree(news, "was", "were")} new to you${asFar}.`;
}
