/**
 * Every mark of a drawing is a link. A drawing is one stop for the tab key; the arrow keys go from mark to mark: left and
 * right in the order in which one reads, up and down from row to row.
 */

import { forgetTip, giveTips, tipIsShown } from "./tip.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Row} Row */
/** @typedef {{row: number, column: number}} Cell where a mark stands: counted from the top and from the left */

/** @type {Record<ChartModel["kind"], (model: ChartModel, row: Row, index: number) => Cell>} */
const CELLS = {
  columns: ({ xs = [] }, { x }) => ({ row: 0, column: xs.indexOf(x) }),
  bars: (_model, _row, index) => ({ row: index, column: 0 }),
  bubbles: ({ xs = [], ys = [] }, { x, y }) => ({ row: -ys.indexOf(y), column: xs.indexOf(x) }), // the first is lowest
  heat: ({ xs = [], ys = [] }, { x, y }) => ({ row: ys.indexOf(y), column: xs.indexOf(x) }),
};

/** Where each mark of a chart stands, by its address. @param {ChartModel} model @returns {Map<string|null, Cell>} */
export const cellsOf = (model) =>
  new Map(model.rows.map((row, index) => [row.href, CELLS[model.kind](model, row, index)]));

/** As one reads. @param {Cell} a @param {Cell} b */
export const inReadingOrder = (a, b) => a.row - b.row || a.column - b.column;

/**
 * The mark that a key leads to.
 * @param {Cell[]} cells in reading order @param {number} here @param {string} key
 * @returns {number|null} null for a key that means nothing here
 */
export function nextMark(cells, here, key) {
  const last = cells.length - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowLeft") return Math.max(0, here - 1);
  if (key === "ArrowRight") return Math.min(last, here + 1);
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  if (cells[0].row === cells[last].row) return null; // one row: the key scrolls the page
  const { row, column } = cells[here];
  const beyond = cells.filter((cell) => (key === "ArrowUp" ? cell.row < row : cell.row > row));
  const near = beyond.at(key === "ArrowUp" ? -1 : 0)?.row;
  const [nearest] = beyond
    .filter((cell) => cell.row === near)
    .sort((a, b) => Math.abs(a.column - column) - Math.abs(b.column - column));
  return nearest ? cells.indexOf(nearest) : here;
}

/** @type {WeakMap<Element, Cell>} */
const cells = new WeakMap();
/** Stages that listen already. @type {WeakSet<Element>} */
const stages = new WeakSet();

/** The marks of a stage, in reading order. @param {Element} within */
const marksOf = (within) => [.../** @type {NodeListOf<SVGElement>} */ (within.querySelectorAll("a[href]"))];

/** The tab key comes back to the mark that it left. @param {SVGElement[]} marks @param {SVGElement} stop */
function stopAt(marks, stop) {
  for (const mark of marks) mark.setAttribute("tabindex", mark === stop ? "0" : "-1");
}

/** @param {Element} stage its drawings must not listen themselves: Chromium then gives them a tab stop of their own */
function listen(stage) {
  if (stages.has(stage)) return;
  stages.add(stage);
  giveTips(stage);
  stage.addEventListener("focusin", ({ target }) => {
    const marks = marksOf(stage);
    const mark = marks.find((one) => one === target);
    if (mark) stopAt(marks, mark);
  });
  stage.addEventListener("keydown", (event) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, target } = /** @type {KeyboardEvent} */ (event);
    const marks = marksOf(stage);
    const here = marks.findIndex((mark) => mark === target);
    if (here < 0 || altKey || ctrlKey || metaKey || shiftKey) return; // Alt and left is the browser's "back"
    const places = marks.map((mark, column) => cells.get(mark) ?? { row: 0, column });
    const next = nextMark(places, here, key);
    if (next === null) return;
    event.preventDefault();
    marks[next].focus();
  });
}

/** Put marks in reading order: Plot draws the largest bubble first. @param {SVGElement[]} marks @param {ChartModel} model */
function order(marks, model) {
  const known = cellsOf(model);
  const placed = marks.map((mark) => ({ mark, cell: known.get(mark.getAttribute("href")) ?? { row: 0, column: 0 } }));
  placed.sort((a, b) => inReadingOrder(a.cell, b.cell));
  for (const { mark, cell } of placed) {
    cells.set(mark, cell);
    mark.parentNode?.append(mark);
  }
}

/**
 * Put a drawing into its stage, in the place of the one before. The tab stop stays at its mark, and the focus, too.
 * @param {Element} stage @param {Element} drawing @param {ChartModel} [model] without one the marks are one row
 */
export function putDrawing(stage, drawing, model) {
  listen(stage);
  if (model) order(marksOf(drawing), model);
  const before = marksOf(stage);
  const stop = before.find((mark) => mark.getAttribute("tabindex") === "0");
  const focused = stop !== undefined && stop === document.activeElement;
  const tipped = tipIsShown();
  const marks = marksOf(drawing);
  stage.replaceChildren(drawing);
  if (!marks.length) return;
  const same =
    marks.find((mark) => mark.getAttribute("href") === stop?.getAttribute("href")) ??
    marks[Math.min(stop ? before.indexOf(stop) : 0, marks.length - 1)];
  stopAt(marks, same);
  if (!focused) return;
  same.focus({ preventScroll: true });
  if (!tipped) forgetTip(); // the reader has taken it away
}
