/** The dashboard JSON as the views use it: every list a list, every book with its `status`. Pure. */

/** @typedef {import("./types.js").Book} Book */
/** @typedef {import("./types.js").Library} Library */

const texts = (value) => (Array.isArray(value) ? value.filter((item) => typeof item === "string" && item !== "") : []);

const filled = (value) => (typeof value === "string" && value.trim() !== "" ? value.trim() : null);

/** A series without a name is none. Dashboards from before there were series have none either. */
function seriesOf(value) {
  const name = filled(value?.name);
  return name === null ? null : { name, position: filled(value.position) };
}

function prepare(book, status) {
  const authors = texts(book.additional_authors);
  const words = [book.title, book.author, ...authors, book.publisher, book.isbn, book.isbn13];
  return {
    ...book,
    goodreads_id: String(book.goodreads_id ?? ""),
    title: String(book.title ?? ""),
    author: String(book.author ?? ""),
    additional_authors: authors,
    genres: [...new Set(texts(book.genres))],
    bookshelves: texts(book.bookshelves),
    series: seriesOf(book.series),
    places: texts(book.places),
    people: texts(book.people),
    times: texts(book.times),
    status,
    haystack: words.filter(Boolean).join(" ").toLowerCase(),
  };
}

/** @param {any} json what `GET /data/{job_id}` answered @returns {Library} */
export function readLibrary(json) {
  const books = (json.books ?? []).map((book) => prepare(book, "read"));
  const others = (json.other_books ?? []).map((book) => prepare(book, String(book.reading_status ?? "") || "other"));
  const all = [...books, ...others];
  return {
    books,
    others,
    all,
    byId: new Map(all.map((book) => [book.goodreads_id, book])),
    summary: json.summary ?? {},
    metadata: json.metadata ?? {},
  };
}

/** Whether a provider's answer gave the book its genres. */
export const isEnriched = (book) => Boolean(book.genre_enriched);

const REASONS = {
  api_timeout: "The provider did not answer in time",
  rate_limited: "The provider's limit was reached",
  network: "The provider could not be reached",
  data_format: "The provider's answer could not be read",
  invocation: "The enrichment itself failed",
  deadline: "There was no time left for this book",
};

/** Why a book has no genres, in a sentence without a full stop. */
export function reasonOf(book) {
  const error = book.enrichment_error;
  if (error)
    return (
      REASONS[error] ??
      String(error)
        .replace(/^open_library\b/, "Open Library")
        .replace(/^google_books\b/, "Google Books")
    );
  return book.matched_by ? "Found, but the providers know no genre for it" : "No provider knows this book";
}

/** Names of the exclusive shelves as people say them. */
export function statusName(status) {
  const known = {
    read: "Read",
    "to-read": "To read",
    "currently-reading": "Reading now",
    "did-not-finish": "Did not finish",
    all: "Everything",
  };
  if (known[status]) return known[status];
  const text = status.replace(/[-_]+/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
