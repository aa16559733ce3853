/**
 * What the picture of a year or of a whole library tells. Pure. It takes over what may be posted and nothing else: no
 * review, no note, and no address of the dashboard.
 */

import { agree, list, partOf, sentence } from "../models/grammar.js";
import { isolate, number, plural, year as yearName } from "../models/format.js";
import { yearInProgress } from "../models/library.js";
import { headFigures, lately, readIn } from "../models/stats.js";
import { libraryFigures, yearFigures } from "../charts/figures.js";
import { topGenres } from "../charts/taste.js";
import { booksOfYear, loved } from "../charts/year-review.js";
import { coverUrl } from "../ui/cover.js";
import { spineOf } from "../ui/shelf.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{title: string, author: string, spine: import("../ui/shelf.js").BookSpine, small: string|null, large: string|null}} Pictured a book with its covers' addresses */

/**
 * @typedef {object} Picture
 * @property {string} eyebrow
 * @property {string} numeral
 * @property {string} after what follows the numeral; "" where it says all
 * @property {{value: string, name: string}[]} figures at most four
 * @property {Pictured[]} books those of the shelf, in its order
 * @property {string} order what the first of them are, where not all have room: "The latest"; "" where nobody knows
 * @property {number} count of all books, also of those that the shelf has no room for
 * @property {{stars: number, words: string, books: Pictured[]}|null} loved
 * @property {{title: string, name: string, words: string}|null} genre
 * @property {string} file the file's name, without size and ending
 */

const MOST = 1000; // more have no room in any picture
const MOST_LOVED = 12;
const MOST_TIED = 2;
const DAY = "2020-03-04".length;
const NEARLY_ALL = 0.9;

/** @param {Book} book @returns {Pictured} */
const pictured = (book) => ({
  title: book.title,
  author: book.author,
  spine: spineOf(book),
  small: coverUrl(book.small_thumbnail_url ?? book.thumbnail_url),
  large: coverUrl(book.thumbnail_url ?? book.small_thumbnail_url),
});

/**
 * The first four that say something, with of how many books they are where these are not nearly all.
 * @param {import("../charts/figures.js").Figure[]} figures books, pages or hours, rating, and others @param {ReturnType<typeof headFigures>} counts
 */
const four = ([books, length, rating, ...others], { books: all, measured, timed, rated }) => {
  /** @param {import("../charts/figures.js").Figure} figure @param {number} count */
  const of = (figure, count) =>
    count < all * NEARLY_ALL ? { ...figure, name: `${figure.name} of ${plural(count, "book")}` } : figure;
  return [books, of(length, measured || timed), of(rating, rated), ...others]
    .filter(({ value }) => value !== "–" && value !== "0")
    .map(({ value, name }) => ({ value, name }));
};

/** @param {Book[]} books */
function lovedOf(books) {
  const best = loved(books);
  if (!best) return null;
  const words = `${plural(best.books.length, "book")} with ${plural(best.stars, "star")}`;
  return { stars: best.stars, words, books: best.books.slice(0, MOST_LOVED).map(pictured) };
}

/**
 * The genre that most books have. One book makes none, a tie of many neither, and while they are looked up nobody knows.
 * @param {Library} library @param {number|null} year
 */
function genreOf(library, year) {
  const { rows, basis } = topGenres(library, year);
  const most = rows[0]?.value ?? 0;
  const leaders = rows.filter(({ value }) => value === most);
  if (most < 2 || leaders.length > MOST_TIED || library.metadata.status === "processing") return null;
  const one = basis.n < basis.of ? "book with genres" : "book";
  const kind = agree(leaders.length, "genre", "genres");
  const count = partOf(most, basis.n, one, one.replace("book", "books"));
  return {
    title: year === null ? `Most read ${kind}` : `${sentence(kind)} of the year`,
    name: list(leaders.map(({ x }) => isolate(x))),
    words: leaders.length > 1 ? `${count} each` : count,
  };
}

/** Whether the order of books is known that were read at these times: where each has a day. @param {(string|undefined)[]} texts */
const isOrdered = (texts) => texts.every((text) => text?.length === DAY);

/** Null where there is nothing to show. @param {Library} library @param {number|null} year @returns {Picture|null} */
export function pictureOf(library, year) {
  const books = year === null ? library.books : readIn(library.books, year);
  if (!books.length) return null;
  const shared = { count: books.length, loved: lovedOf(books), genre: genreOf(library, year) };
  if (year !== null) {
    const running = year === yearInProgress(library);
    const own = booksOfYear(library, year);
    return {
      ...shared,
      eyebrow: `A year of reading${running ? ", so far" : ""}`,
      numeral: yearName(year),
      after: "",
      figures: four(yearFigures(library, year), headFigures(books, year)).slice(0, 4),
      order: isOrdered(own.map(({ text }) => text)) ? "The first" : "",
      books: own.slice(0, MOST).map(({ book }) => pictured(book)),
      file: `goodreads-stats-${yearName(year).toLowerCase().replace(" ", "-")}`,
    };
  }
  const counts = headFigures(books);
  const told = libraryFigures(counts);
  return {
    ...shared,
    eyebrow: "A reading life",
    numeral: number(counts.books),
    after: told[0].name,
    figures: four(told, counts).slice(1, 5), // the numeral is the first of them
    order: isOrdered(books.map(({ readings }) => readings.at(-1))) ? "The latest" : "",
    books: lately(books, MOST).map(pictured),
    file: "goodreads-stats-library",
  };
}

/** The picture in words, for those who do not see it. @param {Picture} picture */
export function inWords({ numeral, after, figures, loved: best, genre }) {
  return [
    after ? `${numeral} ${after}` : numeral,
    ...figures.map(({ value, name }) => `${value} ${name}`),
    best?.words,
    genre && `${genre.title}: ${genre.name}, ${genre.words}`,
  ]
    .filter(Boolean)
    .join("; ");
}
