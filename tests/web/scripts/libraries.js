/** Libraries for the tests of the pages' pure modules: small, odd, random and large ones. */

import { readLibrary } from "../../../chalicelib/web/static/models/library.js";

const NOTHING = {
  author: "Ursula K. Le Guin",
  additional_authors: [],
  isbn: null,
  isbn13: null,
  date_read: null,
  date_added: null,
  reading_year: null,
  reading_month_year: null,
  my_rating: null,
  average_rating: null,
  num_pages: null,
  page_category: null,
  format: null,
  publisher: null,
  binding: null,
  publication_year: null,
  reading_status: "read",
  bookshelves: [],
  genres: [],
  genre_enriched: false,
};

let ids = 0;

/** A raw book of the JSON with nothing but an author, and what is given; `read` is a date of any precision. */
export function book({ read = null, ...fields } = {}) {
  ids += 1;
  const dates = read
    ? {
        date_read: read.length === 10 ? read : null,
        reading_month_year: read.length >= 7 ? read.slice(0, 7) : null,
        reading_year: Number(read.slice(0, 4)),
      }
    : {};
  return { ...NOTHING, goodreads_id: String(ids), title: `Title ${ids}`, ...dates, ...fields };
}

/** The library of raw books; the dashboard is made on 30 June 2026 unless said otherwise. */
export const libraryOf = (books, others = [], metadata = {}) =>
  readLibrary({ books, other_books: others, metadata: { export_timestamp: "2026-06-30T12:00:00Z", ...metadata } });

/** `count` books that all have the same fields. */
export const many = (count, fields) => Array.from({ length: count }, () => book(fields));

/** Numbers from 0 to 1 out of a seed: the same library each time. */
export function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const pick = (next, values) => values[Math.floor(next() * values.length)];

/** Other times that a book was read, beside the date read: known in part, ahead, going on, or no date at all. */
const OTHER_READS = [
  [],
  [{ start: "2019-12-30", end: "2020-01-02" }],
  [
    { start: null, end: "2020" },
    { start: null, end: "2020-03" },
    { start: null, end: "2020-03-07" },
    { start: null, end: "2020-03-07" },
  ],
  [
    { start: "2026-06-01", end: null },
    { start: null, end: "2031-02-03" },
    { start: null, end: "1970-05-05" },
  ],
  [null, {}, { start: 1, end: "constructor" }, { start: "2020-13-01", end: "2021-00" }],
];

const POSITIONS = [null, "", "0", "1", "1.5", "2", "3", "7", "1-3", "Omnibus", "201503", "constructor"];

/** A book of which each field may be missing, ordinary or odd. */
function anyBook(next, status) {
  const year = pick(next, [1970, 2019, 2020, 2021, 2024, 2026, 2031]);
  const month = String(1 + Math.floor(next() * 12)).padStart(2, "0");
  const read = pick(next, [null, `${year}`, `${year}-${month}`, `${year}-${month}-01`, `${year}-${month}-17`]);
  const precision = pick(next, [undefined, null, "day", "month", "year"]);
  return book({
    read,
    ...(precision === undefined ? {} : { date_precision: precision }),
    ...pick(next, [{}, { reads: [...pick(next, OTHER_READS), ...(read ? [{ start: null, end: read }] : [])] }]),
    original_read_count: pick(next, [undefined, 0, 1, 2, 5]),
    moods: pick(next, [undefined, [], ["dark"], ["dark", "dark", "constructor"], ["hopeful", "__proto__"]]),
    pace: pick(next, [undefined, null, "slow", "fast", "constructor"]),
    author: pick(next, ["", "Ursula K. Le Guin", "Jo Nesbø", "constructor", "__proto__"]),
    my_rating: pick(next, [null, 1, 3, 4, 5, 3.75, 0.5]),
    average_rating: pick(next, [null, 3, 3.97, 4, 5, 0]),
    num_pages: pick(next, [null, 0, 1, 9, 300, 999, 1200]),
    format: pick(next, [undefined, null, "print", "audio", "ebook"]),
    binding: pick(next, [null, "Paperback", "Audible Audio", "Unknown Binding"]),
    publication_year: pick(next, [null, -700, -1, 1605, 1899, 1984, 2020]),
    genres: pick(next, [
      [],
      ["Fiction"],
      ["Nonfiction", "History"],
      ["Fantasy", "Fiction"],
      ["constructor", "__proto__"],
    ]),
    bookshelves: pick(next, [[], ["constructor"]]),
    series: pick(next, [
      undefined,
      null,
      { name: pick(next, ["Dune", "The Dune", "dune!", "constructor", "__proto__"]), position: pick(next, POSITIONS) },
    ]),
    genre_enriched: next() < 0.7,
    date_added: pick(next, [null, "2020-05-05", "2026-06-01"]),
    reading_status: status,
  });
}

/** A small library out of a seed, some while its job runs. */
export function anyLibrary(seed) {
  const next = chance(seed);
  const books = Array.from({ length: Math.floor(next() * 9) }, () => anyBook(next, "read"));
  const others = Array.from({ length: Math.floor(next() * 4) }, () =>
    anyBook(next, pick(next, ["to-read", "constructor", "dnf", "before-goodreads", "currently-reading"])),
  );
  const metadata = pick(next, [{}, { status: "processing", books_processed: 1 }, { export_timestamp: null }]);
  return libraryOf(books, others, metadata);
}

/** Many books, as different as those of a real library. */
export function largeLibrary(count) {
  const next = chance(7);
  const words = ["García", "wizard", "Of", "the", "Éternel", "10", "2", "river", "Zürich", "Øst", "a", "Moby"];
  const name = (length) => Array.from({ length }, () => pick(next, words)).join(" ");
  return libraryOf(
    Array.from({ length: count }, () => ({ ...anyBook(next, "read"), title: name(5), author: name(2) })),
  );
}
