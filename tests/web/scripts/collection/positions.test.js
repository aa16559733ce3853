import assert from "node:assert/strict";
import { test } from "node:test";

import { gapName, gapsOf, placeName, placeOf } from "../../../../chalicelib/web/static/collection/positions.js";

test("a position is read as the numbers that it tells", () => {
  const cases = [
    ["1", 1, 1, [1]],
    ["#2", 2, 2, [2]],
    ["1.0", 1, 1, [1]], // as The StoryGraph writes it
    ["0", 0, 0, [0]],
    ["1.5", 1.5, 1.5, []], // between two volumes
    ["0.1", 0.1, 0.1, []],
    ["1-3", 1, 3, [1, 2, 3]],
    ["3 – 1", 1, 3, [1, 2, 3]],
    ["0.5-2", 0.5, 2, [1, 2]],
    ["0.5, 2.5, 2.6", 0.5, 2.6, []],
    ["1, 2 & 4", 1, 4, [1, 2, 4]],
    ["1-2, 2-3", 1, 3, [1, 2, 3]],
    ["2a", 2, 2, [2]], // the first half of a volume that was cut in two
    ["Book 4", 4, 4, [4]],
    ["Vol. 12", 12, 12, [12]],
    ["201503", 201503, 201503, []], // the number of an issue
    ["1-999999", 1, 999999, Array.from({ length: 200 }, (_, index) => index + 1)],
  ];
  for (const [position, from, to, wholes] of cases)
    assert.deepEqual(placeOf(position), { from, to, wholes }, String(position));
});

test("a position without a number, or with more than numbers, has no place", () => {
  for (const position of [null, "", " ", "Omnibus", "Prequel", "IV", "1 of many", "-1", "1-", "–", "1,", "NaN", "1e3"])
    assert.equal(placeOf(position), null, String(position));
});

test("a text of a hundred thousand spaces is answered at once", () => {
  const began = process.cpuUsage().user;
  assert.equal(placeOf(`1${" ".repeat(100_000)}x`), null);
  assert.ok(process.cpuUsage().user - began < 1_000_000); // it took ten seconds
});

test("what stands under a cover is the number, or the word that the file has", () => {
  const cases = [
    [null, ""],
    ["1.0", "1"],
    ["#7", "7"],
    ["01", "1"],
    ["1-3", "1–3"],
    ["Book 1 - 3", "1–3"],
    ["1, 2", "1, 2"],
    ["2a", "2a"],
    [" Omnibus ", "Omnibus"],
  ];
  for (const [position, name] of cases) assert.equal(placeName(position), name, String(position));
});

test("gaps are the numbers from one to the highest that are not there", () => {
  const cases = [
    [[], []],
    [[0], []],
    [[1], []],
    [[2], [[1, 1]]],
    [[1, 2, 3], []],
    [
      [7, 1, 4, 4, 0],
      [
        [2, 3],
        [5, 6],
      ],
    ],
    [[142], [[1, 141]]],
  ];
  for (const [wholes, gaps] of cases) assert.deepEqual(gapsOf(wholes), gaps, String(wholes));
  assert.equal(gapName([4, 4]), "4");
  assert.equal(gapName([4, 6]), "4–6");
});
