/** The series of a library: their volumes, what of them is read, on the shelves and not in the library. Pure. */

import { isolate, number, plural } from "../models/format.js";
import { list } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import { fold, sameName } from "../models/search.js";
import { groupBy, tally } from "../models/stats.js";
import { once } from "../pace/once.js";
import { gapName, gapsOf, placeOf } from "./positions.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("./positions.js").Place} Place */
/** @typedef {{book: Book, place: Place|null}} Volume */

/**
 * @typedef {object} Series
 * @property {string} name as most of its books spell it
 * @property {Volume[]} volumes in their order; those without a number last
 * @property {number} read how many of them are read
 * @property {[number, number][]} gaps below the highest number that the library has; how long a series is nobody tells
 * @property {Volume|null} next the volume on the to-read shelf with which to go on
 * @property {string} author whose books they all are, where another author has a series of that name; else ""
 */

/** One book is no series that anybody follows. */
const LEAST_BOOKS = 2;
/** More runs of missing numbers than this are counted, not read out. */
const MOST_RUNS = 5;
const WORDS = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** @type {Map<string|null, Place|null>} */
const places = new Map();
/** Few positions are those of many books. @param {Book} book */
export function placeOfBook({ series }) {
  const position = series?.position ?? null;
  let place = places.get(position);
  if (place === undefined) places.set(position, (place = placeOf(position)));
  return place;
}

/** @param {Book} book @returns {string[]} its authors, to be compared with those of others */
export const writers = ({ author, additional_authors: others }) => [author, ...others].filter(Boolean).map(fold);

/** Whether a volume may be there twice: what follows takes long in a library of thousands of series. @param {Book[]} books */
function haveTwice(books) {
  const seen = new Set();
  return books.some((book) => {
    const place = placeOfBook(book);
    if (!place?.wholes.length) return false;
    const numbers = place.from * 1e7 + place.to;
    return seen.has(numbers) || !seen.add(numbers);
  });
}

/** Whether two authors who share no book have each written the same volume: then it is two series of one name. @param {Book[]} books */
function isTwo(books) {
  if (!haveTwice(books)) return false;
  const numbered = groupBy(books, (book) => placeOfBook(book)?.wholes.join() || null);
  return [...numbered.values()].some(([first, ...others]) => {
    if (!others.length) return false;
    const known = writers(first);
    return others.some((book) => book.author && first.author && !writers(book).some((one) => known.includes(one)));
  });
}

/** Those with a number by it, before those without. @param {Volume} a @param {Volume} b */
function inOrder(a, b) {
  if (a.place === null || b.place === null) {
    return Number(a.place === null) - Number(b.place === null) || WORDS.compare(a.book.title, b.book.title);
  }
  return a.place.from - b.place.from || a.place.to - b.place.to || WORDS.compare(a.book.title, b.book.title);
}

/** The whole volumes that some of them hold. @param {Volume[]} volumes */
const wholesIn = (volumes) => new Set(volumes.flatMap(({ place }) => place?.wholes ?? []));

/**
 * The first volume on the to-read shelf after one that is read, or else the first of all; none that is read already, and
 * none behind a gap: the next one is not in this library then.
 * @param {Volume[]} volumes in their order
 */
function nextOf(volumes) {
  const read = volumes.filter(({ book }) => book.status === "read");
  const [owned, held, places] = [wholesIn(volumes), wholesIn(read), new Set(read.map(({ place }) => place?.from))];
  let [begun, last] = [false, 0]; // how far what is read reaches
  /** @param {Place} place */
  const follows = ({ from }) => {
    for (let whole = Math.floor(last) + 1; whole < from; whole += 1) if (!owned.has(whole)) return false;
    return true;
  };
  /** @type {Volume|null} */
  let first = null;
  for (const volume of volumes) {
    const { book, place } = volume;
    if (place === null) continue;
    if (book.status === "read") [begun, last] = [true, Math.max(last, place.to)];
    const isNew = place.wholes.length ? place.wholes.some((one) => !held.has(one)) : !places.has(place.from);
    if (book.status !== "to-read" || !isNew || !follows(place)) continue;
    if (begun && place.to > last) return volume;
    first ??= volume;
  }
  return first;
}

/** @param {Book[]} books @param {string} author whose they all are; "" where the name is enough @returns {Series} */
function seriesOf(books, author) {
  const name = tally(books, ({ series }) => [series?.name ?? ""])[0][0];
  const volumes = books.map((book) => ({ book, place: placeOfBook(book) })).sort(inOrder);
  return {
    name,
    volumes,
    read: books.filter(({ status }) => status === "read").length,
    gaps: gapsOf([...wholesIn(volumes)]),
    next: nextOf(volumes),
    author,
  };
}

/** Books by the name of their series, the first half of the counting. @param {Library} library */
export const byName = ({ all }) => groupBy(all, ({ series }) => (series === null ? null : sameName(series.name)));

/** The series with two books or more, most first. @param {Library} library @returns {Series[]} */
export function allSeries(library) {
  /** @type {Series[]} */
  const found = [];
  for (const books of once(library, byName).values()) {
    if (books.length < LEAST_BOOKS) continue;
    if (!isTwo(books)) found.push(seriesOf(books, ""));
    else
      for (const own of groupBy(books, ({ author }) => author || null).values())
        if (own.length >= LEAST_BOOKS) found.push(seriesOf(own, own[0].author));
  }
  return found.sort((a, b) => b.volumes.length - a.volumes.length || byKey(sameName(a.name), sameName(b.name)));
}

/** A collator compares three thousand names too slowly. @param {string} a @param {string} b */
const byKey = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The list of its books. @param {Series} series */
export const seriesHref = ({ name, author }) =>
  booksHref({ status: "all", series: name, author, sort: "published-asc" });

/** "7 books, 5 read", "2 books, both read", "7 books, none read". @param {Series} series */
export function readWords({ read, volumes: { length } }) {
  const of = read === 0 ? "none" : read < length ? number(read) : length === 2 ? "both" : "all";
  return `${plural(length, "book")}, ${of} read`;
}

/** "Not in your library: books 2 and 4–6."; "" without a gap. @param {Series} series */
export function gapWords({ gaps }) {
  if (!gaps.length) return "";
  const missing = gaps.reduce((count, [first, last]) => count + last - first + 1, 0);
  if (missing === 1) return `Not in your library: book ${gapName(gaps[0])}.`;
  if (gaps.length <= MOST_RUNS) return `Not in your library: books ${list(gaps.map(gapName))}.`;
  return `Not in your library: ${plural(missing, "book")} below number ${(gaps.at(-1)?.[1] ?? 0) + 1}.`;
}

/** How many series there are, and how many go on on the to-read shelf. @param {Series[]} series */
export function seriesSentence(series) {
  const [count, waiting] = [series.length, series.filter(({ next }) => next !== null).length];
  if (!count) return "No series has two books or more in this library.";
  if (count === 1) {
    const name = isolate(series[0].name);
    const next = waiting ? "; the next volume is on your to-read shelf" : "";
    return `You have two books or more of one series, ${name}${next}.`;
  }
  const of = waiting === count ? (count === 2 ? "both" : "all") : waiting === 1 ? "one" : String(waiting);
  const next = waiting ? `; of ${of} of them the next volume is on your to-read shelf` : "";
  return `You have two books or more of ${count} series${next}.`;
}

/** The few of a card: first those that go on on the to-read shelf, then those with most books. @param {Series[]} series @param {number} size */
export const fewOf = (series, size) =>
  [...series.filter(({ next }) => next !== null), ...series.filter(({ next }) => next === null)].slice(0, size);
