/** Words and numbers for people. Pure: no document, no time zone. */

const NUMBER = new Intl.NumberFormat("en");
const TENTH = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
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

/** 12345 → "12,345"; absent → "–". */
export const number = (value) => (value === null || value === undefined ? "–" : NUMBER.format(value));
/** 3.14159 → "3.14"; absent → "–". */
export const hundredth = (value) => (value === null || value === undefined ? "–" : HUNDREDTH.format(value));
/** 3.14159 → "3.1". */
export const tenth = (value) => (value === null || value === undefined ? "–" : TENTH.format(value));
/** A difference with its sign: 0.5 → "+0.50", -0.5 → "−0.50". */
export const signed = (value) => (value < 0 ? `−${HUNDREDTH.format(-value)}` : `+${HUNDREDTH.format(value)}`);
/** (1, "book") → "1 book"; (3, "book") → "3 books". */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
/** A year as people write it: 1984, 380 BC. Years have no thousands separator. */
export const year = (value) =>
  value === null || value === undefined ? "–" : value < 0 ? `${-value} BC` : String(value);
/** Part of a whole, in whole percent; "0 %" of nothing. */
export const percent = (part, whole) => `${whole ? Math.round((part / whole) * 100) : 0}%`;

/**
 * "2024-11-03" → "3 November 2024"; "2024-11" → "November 2024"; "2024" → "2024".
 * The text is taken apart, never made a Date: a day in the file is the same day in every time zone.
 */
export function day(text) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text ?? "");
  if (!match) return "–";
  const [, y, m, d] = match;
  return [d && Number(d), m && MONTHS[Number(m) - 1], y].filter(Boolean).join(" ");
}

/** "2024-11-03" → "3 Nov 2024", for narrow places. */
export function shortDay(text) {
  return day(text).replace(/[A-Z][a-z]+/, (name) => name.slice(0, 3));
}

/** What is known of when a book was finished, as precisely as the file says. */
export function readOn(book, format = day) {
  return format(
    book.date_read ??
      book.reading_month_year ??
      (book.reading_year ? String(book.reading_year).padStart(4, "0") : null),
  );
}

/** 0 for Monday … 6 for Sunday; null without a complete date. */
export function weekdayOf(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!match) return null;
  return (new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))).getUTCDay() + 6) % 7;
}

const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Foreign text inside a plain string (labels, titles): first strong isolate … pop, so that direction marks in it end
 * with it. Text without any is left as it is. In elements use `bdi` instead.
 */
export const isolate = (text) => (TURNS.test(text) ? `\u2068${text}\u2069` : text);

/** Cut to a number of characters (whole code points), with an ellipsis. */
export function clip(text, length) {
  const letters = Array.from(String(text));
  return letters.length <= length
    ? letters.join("")
    : `${letters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

/** "The Left Hand of Darkness" → "LH": two letters for a cover that is not there. */
export function initials(title) {
  const words = String(title ?? "").match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !/^(the|a|an|of|and|in|on|to|for)$/i.test(word));
  return (telling.length ? telling : words)
    .slice(0, 2)
    .map((word) => Array.from(word)[0].toLocaleUpperCase("en"))
    .join("");
}

/** A small stable number from a text: the same book has the same colour on every page. */
export function hash(text) {
  let value = 2166136261;
  for (const letter of String(text)) value = Math.imul(value ^ letter.codePointAt(0), 16777619);
  return value >>> 0;
}
