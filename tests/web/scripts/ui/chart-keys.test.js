import assert from "node:assert/strict";
import test from "node:test";

import { cellsOf, inReadingOrder, nextMark } from "../../../../chalicelib/web/static/ui/chart-keys.js";

/** Marks that stand under letters in lines of text: "a.b" are two marks in one row, with a gap between them. */
function drawn(...lines) {
  return lines.flatMap((line, row) =>
    [...line].flatMap((letter, column) => (letter === "." ? [] : [{ letter, cell: { row, column } }])),
  );
}

function press(marks, from, key) {
  const here = marks.findIndex(({ letter }) => letter === from);
  const next = nextMark(
    marks.map(({ cell }) => cell),
    here,
    key,
  );
  return next === null ? null : marks[next].letter;
}

const grid = drawn("a.b.c", ".....", "..d..", "e...f");
const row = drawn("ab.c");
const column = drawn("a", "b", "c");

for (const [marks, from, key, to, why] of [
  [grid, "a", "ArrowRight", "b", "over a gap"],
  [grid, "c", "ArrowRight", "d", "into the next row, as one reads"],
  [grid, "d", "ArrowLeft", "c", "and back"],
  [grid, "a", "ArrowDown", "d", "over an empty row to the nearest of the next"],
  [grid, "d", "ArrowDown", "e", "the left one of two that are as near"],
  [grid, "c", "ArrowDown", "d", "the only one of its row"],
  [grid, "f", "ArrowUp", "d", "the row above, not the first"],
  [grid, "d", "ArrowUp", "b", "straight up"],
  [grid, "b", "ArrowUp", "b", "no row above"],
  [grid, "f", "ArrowDown", "f", "no row below"],
  [grid, "a", "ArrowLeft", "a", "the first stays"],
  [grid, "f", "ArrowRight", "f", "the last stays"],
  [grid, "d", "Home", "a", "the first of all"],
  [grid, "d", "End", "f", "the last of all"],
  [grid, "d", "PageDown", null, "another key"],
  [row, "a", "ArrowRight", "b", "columns"],
  [row, "a", "ArrowDown", null, "one row: the key scrolls the page"],
  [row, "c", "ArrowUp", null, "the same upwards"],
  [column, "a", "ArrowDown", "b", "bars"],
  [column, "c", "ArrowUp", "b", "bars upwards"],
  [column, "a", "ArrowRight", "b", "bars in reading order"],
]) {
  test(`${key} from ${from} of ${marks.map(({ letter }) => letter).join("")}: ${why}`, () => {
    assert.equal(press(marks, from, key), to);
  });
}

const rows = [
  { x: "2021", y: "low", href: "#1" },
  { x: "2020", y: "high", href: "#2" },
  { x: "2021", y: "high", href: "#3" },
  { x: "2020", y: "low", href: "#4" },
];

for (const [kind, order] of [
  ["columns", ["#2", "#4", "#1", "#3"]],
  ["bars", ["#1", "#2", "#3", "#4"]],
  ["bubbles", ["#2", "#3", "#4", "#1"]], // drawn from the bottom up
  ["heat", ["#4", "#1", "#2", "#3"]], // drawn from the top down
]) {
  test(`${kind} are visited as one reads`, () => {
    const cells = cellsOf({ kind, rows, xs: ["2020", "2021"], ys: ["low", "high"] });
    const found = [...cells].sort(([, a], [, b]) => inReadingOrder(a, b)).map(([href]) => href);
    assert.deepEqual(found, order);
  });
}
