/** CSV out of the browser. Pure. */

/**
 * One cell. A spreadsheet runs a cell that begins like a formula, so such a cell gets an apostrophe in front: the
 * spreadsheet shows the text and runs nothing.
 * @param {string|number|null|undefined} value
 */
export function csvCell(value) {
  const text = String(value ?? "");
  const safe =
    /^[\s\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ||
    /^[\t\r\n]/.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {(string|number|null|undefined)[][]} rows @returns {string} with the byte order mark that spreadsheets need for UTF-8 */
export function toCsv(rows) {
  return `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
