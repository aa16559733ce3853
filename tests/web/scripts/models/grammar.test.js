import assert from "node:assert/strict";
import { test } from "node:test";

import * as grammar from "../../../../chalicelib/web/static/models/grammar.js";
import { hundredth, number, signed, year } from "../../../../chalicelib/web/static/models/format.js";

test("names are listed as people list them", () => {
  const cases = [
    [[], ""],
    [["May"], "May"],
    [["May", "June"], "May and June"],
    [["May", "June", "July"], "May, June and July"],
  ];
  for (const [names, words] of cases) assert.equal(grammar.list(names), words);
});

test("no one of many equals is put in front", () => {
  assert.equal(grammar.tied(["a", "b", "c"], "genre"), "a, b and c");
  assert.equal(grammar.tied(["a", "b", "c", "d"], "genre"), "4 genres");
  assert.equal(grammar.tied(["a", "b", "c", "d"], "company", "companies"), "4 companies");
});

test("parts agree with their wholes", () => {
  assert.equal(grammar.partOf(1, 1, "book"), "1 of 1 book");
  assert.equal(grammar.partOf(0, 1200, "book"), "0 of 1,200 books");
  assert.equal(grammar.share(1, 1, "book"), "the one book");
  assert.equal(grammar.share(2, 2, "book"), "both books");
  assert.equal(grammar.share(3, 3, "book"), "all 3 books");
  assert.equal(grammar.share(2, 3, "book"), "2 of 3 books");
  assert.equal(grammar.share(0, 0, "book"), "0 of 0 books");
});

test("a chart stands on books that have, or on one that has", () => {
  const read = ["read book", "read books"];
  assert.equal(grammar.standing(1, 2, read, "a date").what, "read books has a date");
  assert.equal(grammar.standing(1, 1, read, "a date").what, "read book has a date");
  assert.equal(grammar.standing(2, 2, read, "a date").what, "read books have a date");
});

test("differences are told by their size, and none as none", () => {
  assert.equal(grammar.compared(3, 3), "as many as");
  assert.equal(grammar.compared(2, 3), "1 fewer than");
  assert.equal(grammar.compared(5, 3), "2 more than");
  assert.equal(grammar.distance(0.004), null);
  assert.equal(grammar.distance(-0.004), null);
  assert.equal(grammar.distance(0.306), "0.31 stars above");
  assert.equal(grammar.distance(-0.05), "0.05 stars below");
  assert.equal(signed(0.001), "±0.00");
  assert.equal(signed(-0.25), "−0.25");
  assert.equal(signed(null), "–");
});

test("spans and years have no sign and no separator", () => {
  assert.equal(grammar.span(2018, 2018), "2018");
  assert.equal(grammar.span(-380, 1999), "380 BC–1999");
  assert.equal(year(-700), "700 BC");
  assert.equal(year(null), "–");
});

test("a number is a number or a dash", () => {
  for (const none of [null, undefined, NaN, Infinity]) assert.equal(number(none), "–");
  assert.equal(number(-0), "0");
  assert.equal(hundredth(-0.001), "0.00");
  assert.equal(hundredth(-1.5), "-1.50");
});
