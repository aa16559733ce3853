/** The dashboard JSON as the views use it: every list a list, every book with its `status`. Pure. */

import { readText } from "./format.js";

/** @typedef {import("./types.js").Book} Book */
/** @typedef {import("./types.js").Library} Library */

/** @param {unknown} value @returns {string[]} */
const texts = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === "string" && item !== "") : []);

/** @param {unknown} value */
const filled = (value) => (typeof value === "string" && value.trim() !== "" ? value.trim() : null);

/** @param {unknown} value */
const numberOf = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** A series without a name is none. Dashboards from before there were series have none either. @param {any} value */
function seriesOf(value) {
  const name = filled(value?.name);
  return name === null ? null : { name, position: filled(value.position) };
}

/** For dashboards from before the server told the format; the word that comes first in the binding decides. @type {[RegExp, Book["format"]][]} */
const BINDINGS = [
  [/audi|cassette|h(ö|oe?)r(buch|spiel)|mp3|preloaded digital|playaway|luisterboek|l[jy]u?d(bok|bog)/i, "audio"],
  [/kindle|e-?book|nook|kobo|epub|digital|electr/i, "ebook"],
  [/cover|paperback|hardback|bound|binding|board book|pocket|broschiert|gebunden|taschenbuch/i, "print"],
];

/** @param {any} book @returns {Book["format"]} */
function formatOf(book) {
  if (["print", "ebook", "audio"].includes(book.format)) return book.format;
  const binding = filled(book.binding);
  if (binding === null || /^unknown/i.test(binding)) return null;
  const found = BINDINGS.map(([pattern, format]) => ({ at: binding.search(pattern), format })).filter(
    ({ at }) => at >= 0,
  );
  return found.sort((a, b) => a.at - b.at)[0]?.format ?? null;
}

/** Goodreads counts an audiobook's hours as its pages. More than this are the pages of the printed book. */
const MOST_HOURS = 60;
/** What comes on discs and cassettes is counted by the piece. */
const BY_THE_PIECE = /cd|cassette|disc/i;

/**
 * Pages are those of something to be read: what is heard has hours, where the file tells them, and no category of length.
 * @param {any} book
 */
function lengthOf(book) {
  const length = numberOf(book.num_pages);
  const format = formatOf(book);
  if (format !== "audio") {
    return { format, num_pages: length !== null && length > 0 ? length : null, hours: null };
  }
  const told = length !== null && length > 0 && length <= MOST_HOURS && !BY_THE_PIECE.test(book.binding ?? "");
  return { format, num_pages: null, page_category: null, hours: told ? length : null };
}

/** @type {NonNullable<Book["date_precision"]>[]} */
const PRECISIONS = ["year", "month", "day"];

/**
 * How much of a date can be believed: what the server says, but never more than the text has. Dashboards from before it
 * said so are believed. A date after `lastDay` has not happened, and one of no precision tells nothing of reading: their
 * text stays in `date_read`, for the file, and the book counts as one without a date.
 * @param {any} book @param {string|null} lastDay @returns {Pick<Book, "date_read"|"reading_year"|"reading_month_year"|"date_precision">}
 */
function datesOf(book, lastDay) {
  const [day, month] = [filled(book.date_read), filled(book.reading_month_year)];
  const year = Number.isInteger(book.reading_year) ? book.reading_year : null;
  const text = day ?? month ?? (year === null ? null : String(year).padStart(4, "0"));
  const ahead = text !== null && lastDay !== null && text > lastDay.slice(0, text.length);
  if (text === null || year === null || ahead || book.date_precision === null) {
    return { date_read: day, reading_year: null, reading_month_year: null, date_precision: null };
  }
  const fromText = day ? 2 : month ? 1 : 0;
  const told = PRECISIONS.indexOf(book.date_precision);
  return {
    date_read: day,
    reading_year: year,
    reading_month_year: month,
    date_precision: PRECISIONS[told < 0 ? fromText : Math.min(told, fromText)],
  };
}

const A_DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
/** @param {unknown} value */
const dateOf = (value) => (typeof value === "string" && A_DATE.test(value) ? value : null);
/** @param {unknown} value @returns {Book["reads"]} */
const readsOf = (value) =>
  Array.isArray(value) ? value.map((one) => ({ start: dateOf(one?.start), end: dateOf(one?.end) })) : [];

/**
 * When a book was read to its end. One of the reads is the date read, which is believed as far as its precision says; the
 * others are believed as they are written, unless they are ahead. A read without an end goes on, or was given up.
 * @param {any} book @param {Book["reads"]} reads @param {ReturnType<typeof datesOf>} dates @param {string|null} lastDay
 */
function readingsOf(book, reads, dates, lastDay) {
  const ends = reads.flatMap(({ end }) => end ?? []);
  const same = ends.indexOf(filled(book.date_read) ?? filled(book.reading_month_year) ?? String(book.reading_year));
  const others = ends.filter(
    (end, index) => index !== same && !(lastDay !== null && end > lastDay.slice(0, end.length)),
  );
  const main = dates.reading_year === null ? null : readText(dates);
  return [...(main === null ? [] : [main]), ...others].sort();
}

/** Either the count or the list of reads may be incomplete. @param {any} book @param {Book["reads"]} reads @param {string} status */
function timesOf(book, reads, status) {
  const counted = Number.isInteger(book.original_read_count) ? book.original_read_count : 0;
  return Math.max(status === "read" ? 1 : 0, counted, reads.filter(({ end }) => end !== null).length);
}

/** @type {WeakMap<object, Map<string, string[]>>} by the `metadata.changes` that they are of */
const changesById = new WeakMap();

/** What a newer export changed of which book. A large library is read in pieces that share their metadata. @param {any} changes @returns {Map<string, string[]>} */
function changedBooks(changes) {
  if (typeof changes !== "object" || changes === null) return new Map();
  const known = changesById.get(changes);
  if (known) return known;
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const kind of ["finished", "rated", "added"])
    for (const id of texts(changes[kind])) found.set(id, [...(found.get(id) ?? []), kind]);
  changesById.set(changes, found);
  return found;
}

/** @param {any} book @returns {import("./types.js").Told} */
const toldOf = (book) => ({
  num_pages: numberOf(book.num_pages),
  reading_year: Number.isInteger(book.reading_year) ? book.reading_year : null,
  reading_month_year: filled(book.reading_month_year),
});

/** @param {any} book @param {string} status @param {string|null} lastDay @param {Map<string, string[]>} changed @returns {Book} */
function prepare(book, status, lastDay, changed) {
  const id = String(book.goodreads_id ?? "");
  const [dates, reads] = [datesOf(book, lastDay), readsOf(book.reads)];
  return {
    ...book,
    goodreads_id: id,
    changed: changed.get(id) ?? [],
    told: toldOf(book),
    title: String(book.title ?? ""),
    author: String(book.author ?? ""),
    additional_authors: texts(book.additional_authors),
    genres: [...new Set(texts(book.genres))],
    bookshelves: texts(book.bookshelves),
    series: seriesOf(book.series),
    places: texts(book.places),
    people: texts(book.people),
    times: texts(book.times),
    my_rating: numberOf(book.my_rating) || null,
    average_rating: numberOf(book.average_rating),
    publication_year: Number.isInteger(book.publication_year) ? book.publication_year : null,
    date_added: filled(book.date_added),
    moods: [...new Set(texts(book.moods))],
    pace: filled(book.pace),
    ...dates,
    reads,
    readings: readingsOf(book, reads, dates, lastDay),
    read_count: timesOf(book, reads, status),
    ...lengthOf(book),
    status,
  };
}

/** The last day that had begun anywhere on earth when the dashboard was made. @param {unknown} timestamp @returns {string|null} */
function lastDayOf(timestamp) {
  const made = Date.parse(String(timestamp));
  return Number.isNaN(made) ? null : new Date(made + 14 * 3_600_000).toISOString().slice(0, 10);
}

/** @param {any} json what `GET /data/{job_id}` answered @returns {Library} */
export function readLibrary(json) {
  const metadata = json.metadata ?? {};
  const lastDay = lastDayOf(metadata.export_timestamp);
  const changed = changedBooks(metadata.changes);
  /** @type {Book[]} */
  const books = (json.books ?? []).map((/** @type {any} */ book) => prepare(book, "read", lastDay, changed));
  /** @type {Book[]} */
  const others = (json.other_books ?? []).map((/** @type {any} */ book) =>
    prepare(book, String(book.reading_status ?? "") || "other", lastDay, changed),
  );
  const all = [...books, ...others];
  return {
    books,
    others,
    all,
    byId: new Map(all.map((book) => [book.goodreads_id, book])),
    summary: json.summary ?? {},
    metadata,
  };
}

/** @param {Library} library @returns {string} the latest day on which the file tells of something; "" without one */
function lastToldDay({ all }) {
  let last = "";
  for (const { date_added, readings } of all) {
    if (date_added !== null && date_added > last) last = date_added;
    for (const text of readings) {
      const day = text.padEnd(10, "-01"); // a month or a year may be any of its days: its first is the least that it tells
      if (day > last) last = day;
    }
  }
  return last;
}

/** @param {Library} library @returns {string} the day on which the dashboard was made; "" where it does not say */
const madeOn = ({ metadata }) => /^\d{4}-\d{2}-\d{2}/.exec(String(metadata.export_timestamp))?.[0] ?? "";

/**
 * The day up to which a library tells of reading: that of the dashboard, or for an older file the last of which it tells.
 * @param {Library} library @returns {string} `YYYY-MM-DD`; "" where nothing tells
 */
export function toldUntil(library) {
  const [made, last] = [madeOn(library), lastToldDay(library)];
  return last && last.slice(0, 4) < made.slice(0, 4) ? last : made || last;
}

/**
 * The year that is not over for this library: that of the dashboard, or for an older file the one in which it ends, if
 * that is before December. Such a year is not yet fewer than another. Null where nothing tells.
 * @param {Library} library @returns {number|null}
 */
export function yearInProgress(library) {
  // A share holds too little to tell; the server has seen the whole library.
  if (library.metadata.share) return library.metadata.share.running_year;
  const until = toldUntil(library);
  if (!until) return null;
  return until === madeOn(library) || Number(until.slice(5, 7)) < 12 ? Number(until.slice(0, 4)) : null;
}

/** Whether a provider's answer gave the book its genres. @param {Book} book */
export const isEnriched = (book) => Boolean(book.genre_enriched);

const REASONS = new Map([
  ["api_timeout", "The provider did not answer in time"],
  ["rate_limited", "The provider's limit was reached"],
  ["network", "The provider could not be reached"],
  ["data_format", "The provider's answer could not be read"],
  ["invocation", "The enrichment itself failed"],
  ["deadline", "There was no time left for this book"],
]);

/** Why a book has no genres, in a sentence without a full stop. @param {Book} book */
export function reasonOf(book) {
  if (book.corrected?.some((name) => name !== "thumbnail_url")) return "You have corrected it";
  if (book.looked_up === false) return "Not looked up yet";
  const error = book.enrichment_error;
  if (error) {
    return (
      REASONS.get(error) ??
      String(error)
        .replace(/^open_library\b/, "Open Library")
        .replace(/^google_books\b/, "Google Books")
    );
  }
  return book.matched_by ? "Found, but the providers know no genre for it" : "No provider knows this book";
}

const STATUSES = new Map([
  ["read", "Read"],
  ["to-read", "To read"],
  ["currently-reading", "Reading now"],
  ["did-not-finish", "Did not finish"],
  ["all", "Everything"],
]);

/** Names of the exclusive shelves as people say them. @param {string} status */
export function statusName(status) {
  const text = status.replace(/[-_]+/g, " ");
  return STATUSES.get(status) ?? text.charAt(0).toUpperCase() + text.slice(1);
}
