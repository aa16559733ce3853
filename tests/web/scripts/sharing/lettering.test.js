import assert from "node:assert/strict";
import { test } from "node:test";

import { cut, lines, shrunk, stacked } from "../../../../chalicelib/web/static/sharing/lettering.js";

/** Each letter is as wide as the size, so that room is counted in letters of size 1. */
const widthOf = (text, { size }) => Array.from(text).length * size;
const type = { size: 1, face: "serif", weight: 600 };

test("a text goes into lines, and what has no room is cut", () => {
  const cases = [
    ["The Left Hand of Darkness", 10, 4, ["The Left", "Hand of", "Darkness"]],
    ["The Left Hand of Darkness", 10, 2, ["The Left", "Hand of D…"]],
    ["The Left Hand of Darkness", 25, 2, ["The Left Hand of Darkness"]],
    ["The Left Hand of Darkness", 24, 2, ["The Left Hand of", "Darkness"]],
    ["a b c d", 3, 4, ["a b", "c d"]],
    ["Well, then!", 6, 3, ["Well,", "then!"]], // a mark stays with its word
    ["Unbelievable things", 7, 3, ["Unbeli…"]], // a word that has no room ends the text
    ["two\nlines,\ta tab ", 20, 2, ["two lines, a tab"]],
    ["", 10, 2, []],
    ["word", 0, 2, []],
  ];
  for (const [text, room, most, made] of cases) assert.deepEqual(lines(text, room, most, type, widthOf), made, text);
});

test("Chinese and Japanese break without spaces, and lose nothing", () => {
  const title = "銀河鉄道の夜";
  const made = lines(title, 4, 4, type, widthOf);
  assert.ok(made.length > 1);
  assert.equal(made.join(""), title);
});

test("a type is as large as all texts have room for, and no smaller than allowed", () => {
  const size = (texts, room) => shrunk(texts, room, { ...type, size: 20 }, 10, widthOf).size;
  assert.equal(size(["abc"], 60), 20);
  assert.equal(size(["abc"], 59), 18);
  assert.equal(size(["abc", "abcd"], 60), 14);
  assert.equal(size(["abcdefgh"], 60), 10);
});

test("one line is cut to its room", () => {
  assert.equal(cut("two\nlines", 20, type, widthOf), "two lines");
  assert.equal(cut("two\nlines", 5, type, widthOf), "two…");
});

test("lines stand below each other", () => {
  const look = { type: { ...type, size: 10 }, tone: "--ink" };
  const boxes = (line) => stacked(["a", "b"], { x: 5, y: 7, wide: 90, tall: 0 }, look, line).map(({ box }) => box);
  assert.deepEqual(boxes(), [
    { x: 5, y: 7, wide: 90, tall: 13 },
    { x: 5, y: 20, wide: 90, tall: 13 },
  ]);
  assert.equal(boxes(11)[1].y, 18);
});
