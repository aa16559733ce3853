/**
 * CSV out of the browser: any rows, and books in the columns of the library's CSV (docs/library-csv.md), so that a list
 * can be uploaded again. Pure.
 */

/** @typedef {import("./types.js").Book} Book */

/** What spreadsheets take for a formula, wide letters and what they do not show before it included. */
const FORMULA =
  /^'*(?:[\s\u0000-\u001f\u0085\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
/** A file with one of these is no text. */
const UNWRITABLE = /[\0\ud800-\udfff]/gu;

/**
 * The cell of a text. A spreadsheet runs a cell that begins like a formula, so such a cell gets an apostrophe in front,
 * and so does one in which apostrophes alone stand before that: the reader takes exactly one away.
 * @param {string|number|null|undefined} value
 */
export function csvCell(value) {
  const text = String(value ?? "").replace(UNWRITABLE, "\ufffd");
  return FORMULA.test(text) ? `'${text}` : text;
}

/** @param {string} cell */
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What spreadsheets need to read UTF-8. */
const MARK = "\ufeff";
/** @param {string[]} cells */
const lineOf = (cells) => `${cells.map(quoted).join(",")}\r\n`;

/** @param {(string|number|null|undefined)[][]} rows */
export const toCsv = (rows) => MARK + rows.map((row) => lineOf(row.map(csvCell))).join("");

/** An item with a comma or a quotation mark is quoted, as in CSV itself. @param {string} item */
const itemOf = (item) => (/^\s|[,"]|\s$|^$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item);
/** @param {string[]|null|undefined} items */
const list = (items) => csvCell((items ?? []).map(itemOf).join(", "));
/** @param {number|null} value */
const plain = (value) => (value === null ? "" : String(value ?? ""));
/** With its point, also where nothing stands behind it. @param {number|null} value */
const decimal = (value) => (Number.isInteger(value) ? `${value}.0` : plain(value));
/** As Goodreads writes it: a formula that is a text, so that spreadsheets keep every digit. @param {string|null} isbn */
const isbnCell = (isbn) => `="${isbn ?? ""}"`;
/** @param {string|null} day */
const slashes = (day) => (day ?? "").replaceAll("-", "/");
/** On one line: a title on several is a broken quotation mark to whoever reads the file. @param {string} text */
const line = (text) => csvCell(text.replace(/[\r\n]+/g, " "));

/** As much of the date as the file told, believed or not. @param {Book} book */
const dateRead = ({ date_read, told }) =>
  slashes(date_read ?? told.reading_month_year) ||
  (told.reading_year === null ? "" : String(told.reading_year).padStart(4, "0"));

/** Goodreads takes whole stars; 0 means that there is no rating. @param {number|null} rating */
const stars = (rating) => (rating === null ? "0" : String(Math.max(1, Math.floor(rating + 0.5))));

/** Whether an id is one of Goodreads' own. @param {string} id */
const isGoodreads = (id) => /^[1-9]\d{0,11}$/.test(id);

/** Goodreads' columns in its order, then those that it lacks; each with its cell. @type {[string, (book: Book) => string][]} */
const COLUMNS = [
  ["Book Id", ({ goodreads_id: id }) => (isGoodreads(id) ? id : "")],
  ["Title", ({ title }) => line(title)],
  ["Author", ({ author }) => line(author)],
  ["Author l-f", () => ""],
  ["Additional Authors", (book) => list(book.additional_authors)],
  ["ISBN", (book) => isbnCell(book.isbn)],
  ["ISBN13", (book) => isbnCell(book.isbn13)],
  ["My Rating", (book) => stars(book.my_rating)],
  ["Average Rating", (book) => decimal(book.average_rating)],
  ["Publisher", (book) => csvCell(book.publisher)],
  ["Binding", (book) => csvCell(book.binding)],
  ["Number of Pages", ({ told }) => plain(told.num_pages)],
  ["Year Published", () => ""],
  ["Original Publication Year", (book) => plain(book.publication_year)],
  ["Date Read", dateRead],
  ["Date Added", (book) => slashes(book.date_added)],
  ["Bookshelves", (book) => list(book.bookshelves)],
  ["Bookshelves with positions", () => ""],
  ["Exclusive Shelf", (book) => csvCell(book.reading_status)],
  ["My Review", (book) => csvCell(book.my_review)],
  ["Spoiler", (book) => (book.has_spoilers ? "true" : "")],
  ["Private Notes", () => ""],
  ["Read Count", (book) => plain(book.original_read_count)],
  ["Owned Copies", () => ""],
  ["Genres", (book) => list(book.genres)],
  ["Series", ({ series }) => csvCell(series?.name)],
  ["Series Position", ({ series }) => (series?.position ? `#${series.position.replace(UNWRITABLE, "")}` : "")],
  ["Format", (book) => csvCell(book.format)],
  ["Cover", (book) => csvCell(book.thumbnail_url)],
  ["Community Rating", (book) => decimal(book.average_rating)],
  ["Community Ratings", (book) => plain(book.community_ratings)],
  ["Exact Rating", ({ my_rating: rating }) => (Number.isInteger(rating) ? "" : plain(rating))],
  ["Reads", ({ reads }) => (reads ?? []).map(({ start, end }) => `${start ?? ""}/${end ?? ""}`).join(", ")],
  ["Moods", (book) => list(book.moods)],
  ["Pace", (book) => csvCell(book.pace)],
  ["Language", (book) => csvCell(book.language)],
  ["Places", (book) => list(book.places)],
  ["People", (book) => list(book.people)],
  ["Times", (book) => list(book.times)],
  ["Small Cover", (book) => csvCell(book.small_thumbnail_url)],
  ["Genre Sources", (book) => list(book.genre_sources)],
  ["Matched By", (book) => csvCell(book.matched_by)],
  ["Source Id", (book) => csvCell(book.source_id)],
  ["Other Id", ({ goodreads_id: id }) => (isGoodreads(id) ? "" : csvCell(id))],
  ["Corrected", (book) => list(book.corrected)],
  ["Provided", (book) => list(book.provided)],
];

/** The beginning of a list as the server writes a whole library (`chalicelib/jobs/downloads/library_csv.py`). */
export const CSV_HEAD = MARK + lineOf(COLUMNS.map(([name]) => name));

/** A book's line of it. @param {Book} book */
export const csvLine = (book) => lineOf(COLUMNS.map(([, cell]) => cell(book)));
