import assert from "node:assert/strict";
import { test } from "node:test";

import { CSV_HEAD, csvCell, csvLine, toCsv } from "../../../../chalicelib/web/static/models/csv.js";
import { book, libraryOf } from "../libraries.js";

const FORMULAS = ["=1+1", "+1", "-ish", "@SUM(A1)", " =1", "\u200b=1", "\uff1d1", "\tx", "'=1", "''-1", "\u0085=1"];

test("what a spreadsheet would run gets one apostrophe", () => {
  for (const text of FORMULAS) assert.equal(csvCell(text), `'${text}`);
  for (const text of ["Dune", "'Salem's Lot", "3-1", "", "a=1"]) assert.equal(csvCell(text), text);
  assert.equal(csvCell("a\ud800b\0"), "a\ufffdb\ufffd");
  assert.equal(csvCell("📚"), "📚");
});

test("a file has its mark, CR LF, and quotation marks where they are needed", () => {
  assert.equal(
    toCsv([
      ["a", 'b"c', null],
      ["x,y", "two\nlines", 3],
    ]),
    '\ufeffa,"b""c",\r\n"x,y","two\nlines",3\r\n',
  );
});

/** The cells of the only book of a list, by their column. */
function cells(fields) {
  const line = csvLine(libraryOf([book(fields)]).all[0]).replace(/\r\n$/, "");
  // No cell of these tests holds a comma outside of quotation marks that matter here.
  const parts = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g).map((part) => part.replace(/,$/, ""));
  return Object.fromEntries(
    CSV_HEAD.slice(1)
      .trimEnd()
      .split(",")
      .map((name, place) => [name, parts[place]]),
  );
}

test("a book of the list keeps what the pages themselves do not believe", () => {
  const heard = cells({ format: "audio", num_pages: 412 });
  assert.equal(heard["Number of Pages"], "412");
  assert.equal(cells({ format: "print", num_pages: 412 })["Number of Pages"], "412");
  const ahead = cells({ read: "2999-01" });
  assert.equal(ahead["Date Read"], "2999/01");
  assert.equal(cells({ read: "2024-11-03", date_precision: "year" })["Date Read"], "2024/11/03");
  assert.equal(cells({ read: "0987" })["Date Read"], "0987");
});

test("ratings are whole for Goodreads and exact beside that", () => {
  const table = [
    [null, "0", ""],
    [0.25, "1", "0.25"],
    [3, "3", ""],
    [3.5, "4", "3.5"],
    [3.25, "3", "3.25"],
  ];
  for (const [rating, whole, exact] of table) {
    const row = cells({ my_rating: rating });
    assert.deepEqual([row["My Rating"], row["Exact Rating"]], [whole, exact]);
  }
  assert.equal(cells({ average_rating: 4 })["Average Rating"], "4.0");
});

test("ids, lists, series and reads are written as the server writes them", () => {
  const own = cells({ goodreads_id: "44767458", isbn13: "9780441172719" });
  assert.deepEqual([own["Book Id"], own["Other Id"], own.ISBN13], ["44767458", "", '"=""9780441172719"""']);
  for (const id of ["librarything:1", "0123", "1234567890123"]) {
    assert.deepEqual([cells({ goodreads_id: id })["Book Id"], cells({ goodreads_id: id })["Other Id"]], ["", id]);
  }
  const row = cells({
    title: "Two\r\nlines",
    bookshelves: ["a, b", 'c"d', " e"],
    series: { name: "-ish", position: "1-3" },
    reads: [
      { start: "2024-01-05", end: "2024-02-01" },
      { start: null, end: "2020" },
    ],
    has_spoilers: true,
  });
  assert.equal(row.Title, "Two lines");
  assert.equal(row.Bookshelves, '"""a, b"", ""c""""d"", "" e"""');
  assert.deepEqual([row.Series, row["Series Position"], row.Spoiler], ["'-ish", "#1-3", "true"]);
  assert.equal(row.Reads, '"2024-01-05/2024-02-01, /2020"');
});
