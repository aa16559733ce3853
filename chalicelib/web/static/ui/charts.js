/** How each kind of chart is drawn. One function per kind: (Plot, model, width) → SVG. */

import { clip, isolate, number } from "../models/format.js";
import { draw } from "./plot.js";

const TONES = { first: "var(--accent)", second: "var(--second)", gold: "var(--gold)" };
const tone = (model) => TONES[model.tone ?? "first"];
const LETTER_PX = 6.7; // the mean width of a letter at the size of the axis labels
const name = (format) => (format ? (value) => format(value) : String);

/** As many labels as fit: every first, second, fifth, … value, counted from the newest. */
function fitting(values, width, format) {
  const widest = Math.max(1, ...values.map((value) => format(value).length));
  const room = widest * LETTER_PX + 12;
  const step = [1, 2, 5, 10, 20, 50].find((every) => (values.length / every) * room <= width) ?? 50;
  return values.filter((_, index) => (values.length - 1 - index) % step === 0);
}

const marks = { href: "href", ariaLabel: "label" };

function columns(Plot, model, width, height) {
  const format = name(model.xName);
  const marginLeft = 44;
  const room = width - marginLeft;
  const band = room / Math.max(1, model.xs.length);
  const most = Math.max(...model.rows.map((row) => row.value));
  const ticks = Math.min(4, most); // books come whole
  const labelled = band >= number(most).length * LETTER_PX + 2;
  return draw(Plot, {
    width,
    height: Math.max(heightOf(model), Math.min(height, 460)),
    marginLeft,
    marginRight: 0,
    marginTop: 22,
    marginBottom: model.xLabel ? 40 : 28,
    x: { type: "band", domain: model.xs, padding: band > 40 ? 0.35 : 0.2, label: null },
    y: { label: null, ticks, nice: true, zero: true },
    marks: [
      Plot.gridY({ ticks, className: "grid" }),
      Plot.axisY({ ticks, tickSize: 0, tickFormat: (value) => (Number.isInteger(value) ? number(value) : "") }),
      Plot.axisX({
        ticks: fitting(model.xs, room, format),
        tickFormat: format,
        tickSize: 0,
        label: model.xLabel ?? null,
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.barY(
        model.rows.filter((row) => row.value),
        { x: "x", y: "value", fill: tone(model), ry1: Math.min(5, band / 4), ...marks },
      ),
      Plot.ruleY([0], { className: "baseline" }),
      labelled
        ? Plot.text(model.rows, {
            x: "x",
            y: "value",
            text: (row) => (row.value ? number(row.value) : ""),
            dy: -9,
            className: "value",
            ariaHidden: "true",
          })
        : null,
    ],
  });
}

function bars(Plot, model, width) {
  const longest = Math.max(...model.rows.map((row) => Array.from(row.x).length));
  const letters = Math.min(longest, width < 420 ? 16 : 26);
  const marginLeft = Math.ceil(letters * LETTER_PX) + 14;
  const thin = isThin(model);
  return draw(Plot, {
    width,
    height: heightOf(model),
    marginLeft,
    marginRight: 44,
    marginTop: 4,
    marginBottom: 4,
    x: { axis: null, zero: true },
    y: { type: "band", domain: model.rows.map((row) => row.x), padding: thin ? 0.35 : 0.28, label: null },
    marks: [
      Plot.axisY({ tickSize: 0, tickFormat: (value) => isolate(clip(value, letters)), className: "names" }),
      Plot.barX(model.rows, {
        x: "value",
        y: "x",
        fill: (row) => TONES[row.tone ?? model.tone ?? "first"],
        rx2: 4,
        ...marks,
      }),
      Plot.text(model.rows, {
        x: "value",
        y: "x",
        text: (row) => number(row.value),
        textAnchor: "start",
        dx: 7,
        className: "value",
        ariaHidden: "true",
      }),
    ],
    color: { type: "identity" },
  });
}

function bubbles(Plot, model, width) {
  const [xFormat, yFormat] = [name(model.xName), name(model.yName)];
  const marginLeft = Math.ceil(Math.max(...model.ys.map((y) => yFormat(y).length)) * LETTER_PX) + 16;
  const room = width - marginLeft - 12;
  const rowHeight = bubbleRow(model);
  const most = Math.max(...model.rows.map((row) => row.value));
  const largest = Math.max(4, Math.min(rowHeight * 0.62, (room / model.xs.length) * 0.75, 22));
  return draw(Plot, {
    width,
    height: heightOf(model),
    marginLeft,
    marginRight: 12,
    marginTop: 8,
    marginBottom: 44,
    x: { type: "point", domain: model.xs, label: null, padding: 0.6 },
    y: { type: "point", domain: model.ys, reverse: true, label: null, padding: 0.7 },
    r: { domain: [0, most], range: [0, largest] },
    marks: [
      Plot.gridY({ className: "grid" }),
      Plot.axisY({ tickSize: 0, tickFormat: yFormat }),
      Plot.axisX({
        ticks: model.xName ? model.xs : fitting(model.xs, room, xFormat),
        tickFormat: xFormat,
        tickSize: 0,
        label: model.xLabel,
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.dot(model.rows, {
        x: "x",
        y: "y",
        r: (row) => Math.max(row.value, most * 0.012),
        fill: tone(model),
        fillOpacity: 0.82,
        ...marks,
      }),
    ],
  });
}

function heat(Plot, model, width) {
  const [xFormat, yFormat] = [name(model.xName), name(model.yName)];
  const letters = Math.min(Math.max(...model.ys.map((y) => Array.from(yFormat(y)).length)), width < 420 ? 13 : 22);
  const marginLeft = Math.ceil(letters * LETTER_PX) + 14;
  const room = width - marginLeft - 2;
  const most = Math.max(...model.rows.map((row) => row.value));
  const gap = room / model.xs.length > 14 ? 1.5 : 0.5;
  return draw(Plot, {
    width,
    height: heightOf(model),
    marginLeft,
    marginRight: 2,
    marginTop: 2,
    marginBottom: 30,
    x: { type: "band", domain: model.xs, label: null, padding: 0 },
    y: { type: "band", domain: model.ys, label: null, padding: 0 },
    marks: [
      Plot.axisY({ tickSize: 0, tickFormat: (value) => isolate(clip(yFormat(value), letters)), className: "names" }),
      Plot.axisX({ ticks: fitting(model.xs, room, xFormat), tickFormat: xFormat, tickSize: 0 }),
      Plot.cell(
        model.xs.flatMap((x) => model.ys.map((y) => ({ x, y }))),
        { x: "x", y: "y", fill: "var(--track)", inset: gap, rx: 3, ariaHidden: "true" },
      ),
      Plot.cell(model.rows, {
        x: "x",
        y: "y",
        fill: tone(model),
        fillOpacity: { value: (row) => 0.22 + 0.78 * (row.value / most), scale: null },
        inset: gap,
        rx: 3,
        ...marks,
      }),
    ],
  });
}

const isThin = (model) => model.rows.length < 4;
const bubbleRow = (model) => (model.ys.length > 8 ? 24 : 44);
const HEIGHTS = {
  columns: () => 240,
  bars: (model) => model.rows.length * (isThin(model) ? 40 : 27) + 8,
  bubbles: (model) => model.ys.length * bubbleRow(model) + 52,
  heat: (model) => model.ys.length * 26 + 34,
};

/** How high a drawing is at least, before it is made. @param {import("../models/types.js").ChartModel} model */
export const heightOf = (model) => HEIGHTS[model.kind](model);

const KINDS = { columns, bars, bubbles, heat };

/**
 * Draw a model into a place. Columns fill its height; the other kinds are as high as they have rows.
 * @param {object} Plot @param {import("../models/types.js").ChartModel} model @param {number} width @param {number} height
 * @returns {SVGElement}
 */
export function drawChart(Plot, model, width, height) {
  return KINDS[model.kind](Plot, model, width, height);
}
