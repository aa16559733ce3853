/** Words and numbers for people. Pure: no document, no time zone. */

const NUMBER = new Intl.NumberFormat("en");
const HUNDREDTH = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A value or a dash: no page shows NaN, and no zero has a sign. @param {Intl.NumberFormat} format */
const shown = (format) => (/** @type {number|null|undefined} */ value) =>
  typeof value === "number" && Number.isFinite(value) ? format.format(value).replace(/^-(?=[0.]*$)/, "") : "–";

/** 12345 → "12,345"; absent → "–". */
export const number = shown(NUMBER);
/** 3.14159 → "3.14"; absent → "–". */
export const hundredth = shown(HUNDREDTH);
/** A difference with its sign: 0.5 → "+0.50", -0.5 → "−0.50", 0 → "±0.00". @param {number|null} value */
export function signed(value) {
  const size = hundredth(value === null ? null : Math.abs(value));
  if (value === null || size === "–") return "–";
  if (size === hundredth(0)) return `±${size}`;
  return `${value < 0 ? "−" : "+"}${size}`;
}
/** (1, "book") → "1 book"; (3, "book") → "3 books". @param {number} count @param {string} one @param {string} [many] */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
/** A year as people write it: 1984, 380 BC. Years have no thousands separator. @param {number|null|undefined} value */
export const year = (value) =>
  value === null || value === undefined || !Number.isFinite(value) ? "–" : value < 0 ? `${-value} BC` : String(value);
/**
 * "2024-11-03" → "3 November 2024"; "2024-11" → "November 2024"; "2024" → "2024".
 * The text is taken apart, never made a Date: a day in the file is the same day in every time zone.
 * @param {string|null} [text]
 */
export function day(text) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text ?? "");
  if (!match) return "–";
  const [, y, m, d] = match;
  return [d && String(Number(d)), m && MONTHS[Number(m) - 1], y].filter(Boolean).join(" ");
}

/** "2024-11-03" → "3 Nov 2024", for narrow places. @param {string|null} [text] */
export function shortDay(text) {
  return day(text).replace(/[A-Z][a-z]+/, (name) => name.slice(0, 3));
}

/** @typedef {{date_read: string|null, reading_month_year: string|null, reading_year: number|null, date_precision?: string|null, readings?: string[]}} ReadDates */

/**
 * When a book was read, as far as it can be believed: "2024-11-03", "2024-11" or "2024"; null without a date.
 * A date whose day stands for a whole year says no more than the year.
 * @param {ReadDates} book
 */
export function readText(book) {
  const text =
    book.date_read ??
    book.reading_month_year ??
    (book.reading_year === null ? null : String(book.reading_year).padStart(4, "0"));
  if (text === null || book.date_precision === "day") return text;
  if (book.date_precision === "month") return text.slice(0, 7);
  return book.date_precision === "year" ? text.slice(0, 4) : text;
}

/** The same for people; of a book that was read again, the latest. @param {ReadDates} book @param {(text: string|null) => string} [format] */
export const readOn = (book, format = day) => format((book.readings ?? [readText(book)]).at(-1) ?? null);

/** 0 for Monday … 6 for Sunday; null without a complete date. @param {string|null} [text] */
export function weekdayOf(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!match) return null;
  return (new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))).getUTCDay() + 6) % 7;
}

const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Foreign text inside a plain string (labels, titles): first strong isolate … pop, so that direction marks in it end
 * with it. Text without any is left as it is. In elements use `bdi` instead.
 * @param {string} text
 */
export const isolate = (text) => (TURNS.test(text) ? `\u2068${text}\u2069` : text);

/** "The Left Hand of Darkness" → "LH": two letters for a cover that is not there. @param {string|null} title */
export function initials(title) {
  const words = String(title ?? "").match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !/^(the|a|an|of|and|in|on|to|for)$/i.test(word));
  return (telling.length ? telling : words)
    .slice(0, 2)
    .map((word) => Array.from(word)[0].toLocaleUpperCase("en"))
    .join("");
}

/** A small stable number from a text: the same book has the same colour on every page. @param {string} text */
export function hash(text) {
  let value = 2166136261;
  for (const letter of String(text)) value = Math.imul(value ^ Number(letter.codePointAt(0)), 16777619);
  return value >>> 0;
}
