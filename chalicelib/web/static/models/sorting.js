/** In which order a list stands. Keys are computed once a book, and one collator compares all texts. Pure. */

/** @typedef {import("./types.js").Book} Book */
/** @typedef {string|number|null} Key null for what is not known */
/** @typedef {[words: string, keyOf: (book: Book) => Key, sign: 1|-1]} Sort */

const COLLATOR = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** How much more the reader likes a book than the community, in hundredths, as it is shown. @param {Book} book */
export const gapOf = (book) =>
  book.my_rating === null || book.average_rating === null
    ? null
    : Math.round((book.my_rating - book.average_rating) * 100) / 100;

/** Of a book that was read again, the latest. As far as the date is known: a year alone sorts before its months when ascending. @param {Book} book */
const readAt = (book) => book.readings.at(-1) ?? null;

/** name → words, key, direction; the first is the default. @type {Record<string, Sort>} */
export const SORTS = {
  read: ["Date read, latest first", readAt, -1],
  "read-asc": ["Date read, earliest first", readAt, 1],
  added: ["Date added, latest first", (book) => book.date_added, -1],
  "added-asc": ["Date added, earliest first", (book) => book.date_added, 1],
  title: ["Title", (book) => book.title || null, 1],
  author: ["Author", (book) => book.author || null, 1],
  rating: ["My rating, best first", (book) => book.my_rating, -1],
  "rating-asc": ["My rating, worst first", (book) => book.my_rating, 1],
  community: ["Community rating", (book) => book.average_rating, -1],
  readers: ["Most readers first", (book) => book.community_ratings ?? null, -1],
  "readers-asc": ["Fewest readers first", (book) => book.community_ratings || null, 1],
  gap: ["Liked more than the community", gapOf, -1],
  "gap-asc": ["Liked less than the community", gapOf, 1],
  pages: ["Longest first", (book) => book.num_pages, -1],
  "pages-asc": ["Shortest first", (book) => book.num_pages, 1],
  published: ["Publication, newest first", (book) => book.publication_year, -1],
  "published-asc": ["Publication, oldest first", (book) => book.publication_year, 1],
};
const WORDS = new Set(["title", "author"]);

/** @param {string|number} a @param {string|number} b */
const plainly = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
/** @param {string|number} a @param {string|number} b */
const asWords = (a, b) => COLLATOR.compare(String(a), String(b));

/**
 * A sorted copy. Equal books keep the order of the file; what is not known comes last, whichever way the rest is
 * sorted. An unknown name sorts by the default.
 * @param {Book[]} books @param {string} name
 */
export function sortBooks(books, name) {
  const [, keyOf, sign] = Object.hasOwn(SORTS, name) ? SORTS[name] : SORTS.read;
  const compare = WORDS.has(name) ? asWords : plainly;
  const [known, unknown] = [/** @type {{book: Book, key: string|number}[]} */ ([]), /** @type {Book[]} */ ([])];
  for (const book of books) {
    const key = keyOf(book);
    if (key === null) unknown.push(book);
    else known.push({ book, key });
  }
  known.sort((a, b) => sign * compare(a.key, b.key));
  return [...known.map(({ book }) => book), ...unknown];
}
