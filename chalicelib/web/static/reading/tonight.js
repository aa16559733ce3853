/**
 * Which of the books that wait to be taken up tonight, and why. The choice is made of numbers alone: the next volume of a
 * series, an author who is rated high, a long wait, few pages. Pure.
 */

import { day as dayName, hash, hundredth, isolate, number, plural, year as yearName } from "../models/format.js";
import { list } from "../models/grammar.js";
import { sameName } from "../models/search.js";
import { groupBy, mean, rated } from "../models/stats.js";
import { placeName } from "../collection/positions.js";
import { placeOfBook, writers } from "../collection/series.js";
import { addedOn, pile } from "./pile.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{book: Book, reasons: string[]}} Pick a reason follows "It …" */

/** So many books take turns, those with the most reasons. */
const POOL = 30;
const SHORT = 200; // pages; below it, a book is short as everywhere on these pages
const HIGH = 4; // stars
const DISLIKED = 3; // stars; after a volume with fewer, nobody waits for the next
const LONG_WAIT = 0.25; // of the shelf

/** A book as a volume of its series, where that gives it a number. @param {Book} book */
function volumeOf(book) {
  const { series } = book;
  const place = placeOfBook(book);
  return series && place ? { series, place, authors: writers(book), rating: book.my_rating } : null;
}

/** Of each series the read volumes. @param {Book[]} books */
const readVolumes = (books) =>
  groupBy(
    books.flatMap((book) => volumeOf(book) ?? []),
    ({ series }) => sameName(series.name),
  );

/**
 * What the series says: the volume just before is read, or is missing (then the book has to wait), or nothing. Nothing
 * is said of the volumes of other authors, whose series may have the same name.
 * @param {Book} book @param {ReturnType<typeof readVolumes>} read @returns {string|null|undefined} undefined: it has to wait
 */
function nextInSeries(book, read) {
  const own = volumeOf(book);
  if (!own || own.place.from <= 1) return null;
  const here = own.place.from;
  /** @param {{authors: string[]}} volume */
  const isOurs = ({ authors }) => authors.some((one) => own.authors.includes(one));
  const volumes = read.get(sameName(own.series.name)) ?? [];
  if (volumes.filter(isOurs).some(({ place }) => place.from <= here && here <= place.to)) return null;
  const before = volumes.filter(({ place }) => place.to < here && place.to >= here - 1);
  if (!before.length) return undefined;
  const [last = null] = before.filter(isOurs).sort((a, b) => b.place.to - a.place.to);
  if (last === null || (last.rating ?? DISLIKED) < DISLIKED) return null;
  return `is next in ${isolate(own.series.name)} after #${placeName(last.series.position)}`;
}

/** The day of addition by which a quarter of the shelf was there; "" where that is no longer ago than the year of the latest. @param {Book[]} books */
function longWait(books) {
  const days = books.flatMap((book) => addedOn(book) ?? []).sort();
  const day = days[Math.ceil(days.length * LONG_WAIT) - 1] ?? "";
  return day.slice(0, 4) < (days.at(-1) ?? "").slice(0, 4) ? day : "";
}

/** The books that may be picked, each with its reasons, the strongest first. @param {Library} library @returns {Pick[]} */
export function pool(library) {
  const waiting = pile(library);
  const read = readVolumes(library.books);
  const ratings = groupBy(rated(library.books), (book) => book.author || null);
  const usual = mean(rated(library.books).map((book) => book.my_rating ?? 0)) ?? 0;
  const since = longWait(waiting);

  /** @param {Book} book */
  function byAuthor({ author }) {
    const own = (ratings.get(author) ?? []).map((book) => book.my_rating ?? 0);
    const stars = mean(own);
    if (stars === null || stars < HIGH || stars < usual) return null;
    if (own.length === 1) return `is by an author of whom you gave a book ${plural(stars, "star")}`;
    return `is by an author of whom you gave ${number(own.length)} books ${hundredth(stars)} stars on average`;
  }
  /** @param {Book} book */
  function waited(book) {
    const day = addedOn(book);
    return day !== null && day <= since ? `has waited since ${dayName(day.slice(0, 7))}` : null;
  }
  /** @param {Book} book */
  const short = ({ num_pages }) =>
    num_pages !== null && num_pages < SHORT ? `has only ${plural(num_pages, "page")}` : null;

  return waiting
    .flatMap((book) => {
      const series = nextInSeries(book, read);
      if (series === undefined) return [];
      const reasons = [series, byAuthor(book), waited(book), short(book)].flatMap((reason) => reason ?? []);
      return reasons.length ? [{ book, reasons }] : [];
    })
    .sort((a, b) => b.reasons.length - a.reasons.length || hash(a.book.goodreads_id) - hash(b.book.goodreads_id))
    .slice(0, POOL);
}

/** The picks in the order of one day: the same all day long, another on the next. @param {Pick[]} picks @param {string} day `YYYY-MM-DD` */
export const orderOf = (picks, day) =>
  [...picks].sort((a, b) => hash(`${day} ${a.book.goodreads_id}`) - hash(`${day} ${b.book.goodreads_id}`));

/** What one wants to know of a book before taking it up: "142 pages · published 1968 · community 4.01". @param {Book} book */
export const factsOf = ({ num_pages, hours, publication_year, average_rating }) =>
  [
    num_pages === null ? null : plural(num_pages, "page"),
    hours === null ? null : plural(hours, "hour"),
    publication_year === null ? null : `published\u00a0${yearName(publication_year)}`,
    average_rating === null ? null : `community\u00a0${hundredth(average_rating)}`,
  ]
    .filter(Boolean)
    .join(" · ");

/** Why it is this one, in a sentence. @param {Pick} pick */
export const why = ({ reasons }) => `It ${list(reasons)}.`;
