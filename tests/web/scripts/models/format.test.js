import assert from "node:assert/strict";
import { test } from "node:test";

import { day, plural, readOn, shortDay, weekdayOf, year } from "../../../../chalicelib/web/static/models/format.js";

test("a day says as much as the text does", () => {
  const cases = [
    ["2024-11-03", "3 November 2024"],
    ["2024-11", "November 2024"],
    ["2024", "2024"],
    ["0999", "0999"],
    ["", "–"],
    [null, "–"],
    ["03/11/2024", "–"],
  ];
  for (const [text, words] of cases) assert.equal(day(text), words, String(text));
  assert.equal(shortDay("2024-11-03"), "3 Nov 2024");
});

test("a date is read as precisely as the file says", () => {
  assert.equal(
    readOn({ date_read: "2024-11-03", reading_month_year: "2024-11", reading_year: 2024 }),
    "3 November 2024",
  );
  assert.equal(readOn({ date_read: null, reading_month_year: "2024-11", reading_year: 2024 }), "November 2024");
  assert.equal(readOn({ date_read: null, reading_month_year: null, reading_year: 2024 }), "2024");
  assert.equal(readOn({ date_read: null, reading_month_year: null, reading_year: null }), "–");
});

test("a weekday needs a complete date, and is the same in every time zone", () => {
  assert.equal(weekdayOf("2024-11-03"), 6);
  assert.equal(weekdayOf("2024-11-04"), 0);
  assert.equal(weekdayOf("2024-11"), null);
});

test("counts and years in words", () => {
  assert.equal(plural(1, "book"), "1 book");
  assert.equal(plural(1234, "book"), "1,234 books");
  assert.equal(plural(0, "library", "libraries"), "0 libraries");
  assert.equal(year(1984), "1984");
  assert.equal(year(-380), "380 BC");
});
