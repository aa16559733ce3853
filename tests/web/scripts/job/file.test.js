import assert from "node:assert/strict";
import { test } from "node:test";

import { checkFile, packed, understoodWords } from "../../../../chalicelib/web/static/job/file.js";

const file = (name, type = "", size = 10) => Object.assign(new File(["x".repeat(size)], name, { type }));

test("the files of all sites are taken, whatever the system takes them for", () => {
  const names = [
    "goodreads_library_export.csv",
    "librarything_you.TSV",
    "library.txt",
    "librarything.json",
    "export.csv.gz",
  ];
  for (const name of names) assert.equal(checkFile(file(name)), null, name);
  for (const type of ["text/csv", "text/plain", "application/json", "text/tab-separated-values"]) {
    assert.equal(checkFile(file("download", type)), null, type);
  }
});

test("another kind of file is named, with what to do instead", () => {
  const table = [
    ["books.xlsx", "application/vnd.ms-excel", "is a spreadsheet. Save it as CSV"],
    ["books.ods", "", "is a spreadsheet"],
    ["archive.tar.gz", "application/gzip", "is an archive. Unpack it"],
    ["books.zip", "", "is an archive"],
    ["holiday.jpg", "image/jpeg", "is no library export. Those are .csv, .tsv, .txt or .json"],
  ];
  for (const [name, type, words] of table) assert.ok(checkFile(file(name, type)).includes(words), name);
  assert.match(checkFile(file("books.csv", "", 0)), /is empty/);
  assert.match(checkFile({ name: "books.csv", type: "", size: 20_000_001 }), /larger than 20 MB/);
  assert.equal(checkFile({ name: "books.csv", type: "", size: 20_000_000 }), null);
});

test("what is packed already travels as it is, and what is large is packed", async () => {
  const gz = file("export.csv.gz");
  assert.deepEqual(await packed(gz), { body: gz, type: "application/gzip" });
  const small = file("export.json", "application/json");
  assert.deepEqual(await packed(small), { body: small, type: "text/csv" });
  const large = await packed(file("export.csv", "text/csv", 2 ** 21));
  assert.equal(large.type, "application/gzip");
  assert.ok(large.body.size < 10_000);
});

test("whose file it was is told of an upload's answer and of a dashboard", () => {
  const table = [
    [
      { source: "storygraph", understood: { rows: 412, books: 410, dates: 388, ratings: 401 } },
      "The StoryGraph: 412 rows, 388 dates, 401 ratings understood.",
    ],
    [
      { source: "goodreads", rows_total: 1, understood: { books: 1, dates: 1, ratings: 0 } },
      "Goodreads: 1 row, 1 date, no ratings understood.",
    ],
    [
      { source: "librarything", rows_total: 15000, understood: { dates: 0, ratings: 1 } },
      "LibraryThing: 15,000 rows, no dates, 1 rating understood.",
    ],
    [
      { source: "goodreads-stats", rows_total: 2, understood: { dates: 2, ratings: 2 } },
      "Goodreads Stats: 2 rows, 2 dates, 2 ratings understood.",
    ],
    [{ source: "hardcover", rows_total: 2, understood: {} }, "Hardcover: 2 rows, no dates, no ratings understood."],
    [{ source: "bookwyrm", rows_total: 2, understood: null }, ""],
    [{ rows_total: 2, understood: { dates: 1 } }, ""],
    [{}, ""],
  ];
  for (const [told, words] of table) assert.equal(understoodWords(told), words);
});
