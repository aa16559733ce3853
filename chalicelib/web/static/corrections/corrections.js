/**
 * What a reader corrects of books: genres, the cover, or that another book was found. Pure: a library and corrections in,
 * a library out. The rules are those of `chalicelib/ingest/corrections_file.py`.
 */

import { coverUrl } from "../ui/cover.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */

/**
 * @typedef {object} Correction a key that is not there leaves the book's own value
 * @property {string} goodreads_id
 * @property {string|null} [isbn13]
 * @property {string} [title]
 * @property {string} [author]
 * @property {string[]} [genres]
 * @property {string|null} [thumbnail_url] null: no cover
 * @property {"dropped"} [match] another book was found
 */

export const MOST_GENRES = 20;
export const LONGEST_GENRE = 60;
const LONGEST_ADDRESS = 500;
const MOST = 20_000;
const KEYS = /** @type {const} */ (["genres", "thumbnail_url", "match"]);
const FIELDS = { genres: "genres", thumbnail_url: "thumbnail_url", match: "matched_by" };
const UNWRITABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A genre as it is kept, or null where it cannot be one. @param {unknown} value */
export function genreOf(value) {
  const text = typeof value === "string" ? value.trim() : "";
  return text && [...text].length <= LONGEST_GENRE && !UNWRITABLE.test(text) ? text : null;
}

/** The address of a cover as the server takes it ("HTTPS:" becomes "https:"), or null. @param {unknown} value */
export function coverOf(value) {
  const address = typeof value === "string" && /^[!-~]+$/.test(value) ? coverUrl(value) : null;
  return address !== null && address.length <= LONGEST_ADDRESS ? address : null;
}

/** @param {any} raw @returns {Correction|null} null for what corrects nothing, or wrongly */
function correctionOf(raw) {
  if (typeof raw?.goodreads_id !== "string" || !raw.goodreads_id) return null;
  /** @type {Correction} */
  const correction = { goodreads_id: raw.goodreads_id };
  for (const name of /** @type {const} */ (["isbn13", "title", "author"])) {
    if (typeof raw[name] === "string") correction[name] = raw[name];
  }
  if (raw.genres !== undefined) {
    if (!Array.isArray(raw.genres) || raw.genres.length > MOST_GENRES) return null;
    const genres = raw.genres.map(genreOf);
    if (
      genres.includes(null) ||
      new Set(genres.map((/** @type {string} */ one) => one.toLowerCase())).size < genres.length
    )
      return null;
    correction.genres = genres;
  }
  if (raw.thumbnail_url !== undefined) {
    const address = coverOf(raw.thumbnail_url);
    if (raw.thumbnail_url !== null && address === null) return null;
    correction.thumbnail_url = address;
  }
  if (raw.match !== undefined) {
    if (raw.match !== "dropped") return null;
    correction.match = "dropped";
  }
  return KEYS.some((name) => name in correction) ? correction : null;
}

/**
 * The corrections in a file or in the browser's storage, and how many entries are none.
 * @param {string} text @returns {{corrections: Correction[], left: number}} throws a sentence for what is no such file
 */
export function readCorrections(text) {
  /** @type {any} */
  let content;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error("This is no file of corrections.");
  }
  if (content?.version !== 1 || !Array.isArray(content.books) || content.books.length > MOST) {
    throw new Error("This is no file of corrections that this page can read.");
  }
  /** @type {Map<string, Correction>} */
  const byId = new Map();
  for (const raw of content.books) {
    const correction = correctionOf(raw);
    if (correction) byId.set(correction.goodreads_id, correction);
  }
  return { corrections: [...byId.values()], left: content.books.length - byId.size };
}

/** The text of a file, or of a request. @param {Correction[]} corrections */
export const writeCorrections = (corrections) => JSON.stringify({ version: 1, books: corrections });

/** @param {{title?: string, author?: string}} book */
const words = ({ title = "", author = "" }) => `${title}\n${author}`.toLowerCase();

/**
 * Each correction with its book in a library, which may be of another site: by id, then by ISBN, then by title and author.
 * @param {Library} library @param {Correction[]} corrections @returns {[Correction, Book|undefined][]}
 */
function withBooks(library, corrections) {
  if (!corrections.length) return [];
  const byIsbn = new Map(library.all.map((book) => [book.isbn13, book]));
  const byWords = new Map(library.all.map((book) => [words(book), book]));
  return corrections.map((correction) => [
    correction,
    library.byId.get(correction.goodreads_id) ??
      (correction.isbn13 ? byIsbn.get(correction.isbn13) : undefined) ??
      (correction.title ? byWords.get(words(correction)) : undefined),
  ]);
}

/** The corrections of books in a library, by the ids that they have there. @param {Library} library @param {Correction[]} corrections */
export function foundIn(library, corrections) {
  /** @type {Map<string, Correction>} */
  const found = new Map();
  for (const [correction, book] of withBooks(library, corrections))
    if (book && !found.has(book.goodreads_id)) found.set(book.goodreads_id, { ...correction, ...identity(book) });
  return [...found.values()];
}

/** All corrections, those of books in a library by the ids that they have there. @param {Library} library @param {Correction[]} corrections */
export const readdressed = (library, corrections) =>
  withBooks(library, corrections).map(([correction, book]) =>
    book ? { ...correction, ...identity(book) } : correction,
  );

/** By what a book is found again. @param {Book} book */
export const identity = ({ goodreads_id, isbn13, title, author }) => ({ goodreads_id, isbn13, title, author });

/** The corrections that the server has applied to a library. @param {Library} library @returns {Correction[]} */
export function savedIn(library) {
  /** @type {(Correction & {before?: unknown})[]} */
  const saved = library.metadata.corrections ?? [];
  return saved.map(({ before: _, ...correction }) => correction);
}

/** A book without all that providers told of it. @param {Book} book @returns {Partial<Book>} */
function withoutMatch(book) {
  const provided = book.provided ?? [];
  return {
    ...{ genres: [], genre_enriched: false, genre_sources: [], matched_by: null },
    ...{ thumbnail_url: null, small_thumbnail_url: null, community_ratings: null },
    ...{ places: [], people: [], times: [], provided: [] },
    ...Object.fromEntries(provided.map((name) => [name, null])),
    ...(provided.includes("num_pages") ? { page_category: null, told: { ...book.told, num_pages: null } } : {}),
  };
}

/** @param {Book} book @param {Correction} correction @returns {Book} */
function correctedBook(book, correction) {
  /** @type {Partial<Book>} */
  const values = correction.match ? withoutMatch(book) : {};
  if (correction.genres) {
    Object.assign(values, {
      genres: correction.genres,
      genre_enriched: correction.genres.length > 0,
      genre_sources: [],
    });
  }
  if (correction.thumbnail_url !== undefined) {
    Object.assign(values, { thumbnail_url: correction.thumbnail_url, small_thumbnail_url: correction.thumbnail_url });
  }
  return { ...book, ...values, corrected: KEYS.filter((name) => name in correction).map((name) => FIELDS[name]) };
}

/**
 * A library with these corrections alone: what the server has applied is taken back first. The given one stays as it is.
 * @param {Library} library @param {Correction[]} corrections of books in it @returns {Library}
 */
export function corrected(library, corrections) {
  /** @type {Map<string, Book>} */
  const changed = new Map();
  for (const { goodreads_id: id, before } of library.metadata.corrections ?? []) {
    const book = library.byId.get(id);
    if (!book) continue;
    const told = "num_pages" in before ? { ...book.told, num_pages: before.num_pages } : book.told;
    changed.set(id, { ...book, ...before, told, corrected: [] });
  }
  for (const correction of corrections) {
    const book = changed.get(correction.goodreads_id) ?? library.byId.get(correction.goodreads_id);
    if (book) changed.set(book.goodreads_id, correctedBook(book, correction));
  }
  /** @param {Book[]} books */
  const now = (books) => books.map((book) => changed.get(book.goodreads_id) ?? book);
  const [books, others] = [now(library.books), now(library.others)];
  const all = [...books, ...others];
  return { ...library, books, others, all, byId: new Map(all.map((book) => [book.goodreads_id, book])) };
}
