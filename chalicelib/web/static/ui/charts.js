/** How each kind of chart is drawn. One function per kind: (Plot, model, width) → SVG. */

import { isolate, number } from "../models/format.js";
import { measureOf } from "./measure.js";
import { draw } from "./plot.js";
import { holdStill, TARGET } from "../charts/still.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Row} Row */
/** @typedef {import("./measure.js").Measure} Measure */
/** @typedef {any} Plot Observable Plot, which brings no types that we fetch */

/** @type {Record<string, string>} */
const TONES = { first: "var(--accent)", second: "var(--second)", gold: "var(--gold)" };
/** @param {{tone?: string}} of */
const tone = ({ tone = "first" }) => TONES[tone];
/** @param {((value: any) => string)|undefined} format @returns {(value: any) => string} */
const name = (format) => (format ? (value) => format(value) : String);
/** @param {ChartModel} model */
const mostOf = (model) => Math.max(...model.rows.map((row) => row.value));
/** @param {string[]} texts @param {Measure} measure */
const widest = (texts, measure) => Math.ceil(Math.max(0, ...texts.map(measure.width)));

/**
 * As many labels as fit: every first, second, fifth, … value, counted from the newest.
 * @param {any[]} values @param {number} width @param {(value: any) => string} format @param {Measure} measure
 */
function fitting(values, width, format, measure) {
  const room = widest(values.map(format), measure) + 12;
  const step = [1, 2, 5, 10, 20, 50].find((every) => (values.length / every) * room <= width) ?? 50;
  return values.filter((_, index) => (values.length - 1 - index) % step === 0);
}

/** Whether no text touches its neighbour, each in the middle of a band. @param {string[]} texts @param {number} band @param {Measure} measure */
function standApart(texts, band, measure) {
  const widths = texts.map(measure.width);
  return widths.every((width, index) => index === 0 || (width + widths[index - 1]) / 2 + 3 <= band);
}

/** Names beside rows: as wide as they are, but leaving most of the width to the drawing. @param {string[]} names @param {number} width */
function namesIn(names, width) {
  const measure = measureOf("names");
  const room = Math.min(widest(names, measure), Math.max(64, Math.min(width * 0.4, 200)));
  /** @param {string} text */
  const shown = (text) => isolate(measure.fit(text, room));
  return { marginLeft: room + 14, shown };
}

const marks = { href: "href", ariaLabel: "label" };

/** @param {Plot} Plot @param {ChartModel} model @param {number} width @param {number} height */
function columns(Plot, model, width, height) {
  const format = name(model.xName);
  const { xs = [] } = model;
  const most = mostOf(model);
  const measure = measureOf("");
  const marginLeft = Math.max(30, widest([number(Math.ceil(most * 1.25))], measure) + 12);
  const newest = xs.length ? widest([format(xs.at(-1))], measure) : 0;
  const marginRight = Math.max(0, Math.ceil((newest - (width - marginLeft) / Math.max(1, xs.length)) / 2) + 2);
  const room = width - marginLeft - marginRight;
  const band = room / Math.max(1, xs.length);
  const ticks = Math.min(4, most); // books come whole
  const labelled = standApart(
    model.rows.map((row) => number(row.value)),
    band,
    measureOf("value"),
  );
  return draw(Plot, {
    width,
    height: Math.max(heightOf(model), Math.min(height, 460)),
    marginLeft,
    marginRight,
    marginTop: 22,
    marginBottom: model.xLabel ? 40 : 28,
    x: { type: "band", domain: xs, padding: band > 40 ? 0.35 : 0.2, label: null },
    y: { label: null, ticks, nice: true, zero: true },
    marks: [
      Plot.gridY({ ticks, className: "grid" }),
      Plot.axisY({
        ticks,
        tickSize: 0,
        tickFormat: (/** @type {number} */ value) => (Number.isInteger(value) ? number(value) : ""),
      }),
      Plot.axisX({
        ticks: fitting(xs, room, format, measure),
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
            text: (/** @type {Row} */ row) => (row.value ? number(row.value) : ""),
            dy: -9,
            className: "value",
            ariaHidden: "true",
          })
        : null,
    ],
  });
}

/** @param {Plot} Plot @param {ChartModel} model @param {number} width */
function bars(Plot, model, width) {
  const valueOf = (/** @type {Row} */ row) => row.text ?? number(row.value);
  const texts = model.rows.map((row) => String(row.x));
  const { marginLeft, shown } = namesIn(texts, width);
  const thin = isThin(model);
  return draw(Plot, {
    width,
    height: heightOf(model),
    marginLeft,
    marginRight: widest(model.rows.map(valueOf), measureOf("value")) + 12,
    marginTop: 4,
    marginBottom: 4,
    x: { axis: null, zero: true },
    y: { type: "band", domain: model.rows.map((row) => row.x), padding: thin ? 0.35 : 0.28, label: null },
    marks: [
      Plot.axisY({ tickSize: 0, tickFormat: (/** @type {any} */ value) => shown(String(value)), className: "names" }),
      Plot.barX(model.rows, {
        x: "value",
        y: "x",
        fill: (/** @type {Row} */ row) => tone({ tone: row.tone ?? model.tone }),
        rx2: 4,
        ...marks,
      }),
      Plot.text(model.rows, {
        x: "value",
        y: "x",
        text: valueOf,
        textAnchor: "start",
        dx: 7,
        className: "value",
        ariaHidden: "true",
      }),
    ],
    color: { type: "identity" },
  });
}

/** @param {Plot} Plot @param {ChartModel} model @param {number} width */
function bubbles(Plot, model, width) {
  const [xFormat, yFormat] = [name(model.xName), name(model.yName)];
  const { xs = [], ys = [] } = model;
  const { marginLeft, shown } = namesIn(ys.map(yFormat), width);
  const room = Math.max(width - marginLeft - 12, xs.length * TARGET);
  const rowHeight = bubbleRow(model);
  const most = mostOf(model);
  const largest = Math.max(4, Math.min(rowHeight * 0.62, (room / xs.length) * 0.75, 22));
  const drawing = draw(Plot, {
    width: marginLeft + room + 12,
    height: heightOf(model),
    marginLeft,
    marginRight: 12,
    marginTop: 8,
    marginBottom: 44,
    x: { type: "point", domain: xs, label: null, padding: 0.6 },
    y: { type: "point", domain: ys, reverse: true, label: null, padding: 0.7 },
    r: { domain: [0, most], range: [0, largest] },
    marks: [
      Plot.gridY({ className: "grid" }),
      Plot.axisY({ tickSize: 0, tickFormat: (/** @type {any} */ y) => shown(yFormat(y)), className: "names" }),
      Plot.axisX({
        ticks: model.xName ? xs : fitting(xs, room, xFormat, measureOf("")),
        tickFormat: xFormat,
        tickSize: 0,
        label: model.xLabel,
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.dot(model.rows, {
        x: "x",
        y: "y",
        r: (/** @type {Row} */ row) => Math.max(row.value, most * 0.012),
        fill: tone(model),
        fillOpacity: 0.82,
        ...marks,
      }),
    ],
  });
  return holdStill(drawing, { width, marginLeft });
}

/** How strong the cells are. Up to the third the numbers in them are dark, from the fourth light: each can be read. */
const STRENGTHS = [0.16, 0.34, 0.54, 0.88, 1];
const FIRST_STRONG = 3;
const LEGEND_PX = 26;

/** @param {Plot} Plot @param {ChartModel} model @param {number} width */
function heat(Plot, model, width) {
  const [xFormat, yFormat] = [name(model.xName), name(model.yName)];
  const { xs = [], ys = [] } = model;
  const { marginLeft, shown } = namesIn(ys.map(yFormat), width);
  const most = mostOf(model);
  const cell = Math.max((width - marginLeft - 6) / xs.length, TARGET, widest([number(most)], measureOf("in-cell")) + 5);
  const room = cell * xs.length;
  const step = (/** @type {Row} */ row) => Math.ceil((row.value / most) * STRENGTHS.length) - 1;
  const place = { x: "x", y: "y" };
  const inset = 1.5;
  const numbers = (/** @type {Row[]} */ rows, /** @type {string} */ className) =>
    Plot.text(rows, { ...place, text: (/** @type {Row} */ row) => number(row.value), className, ariaHidden: "true" });
  const drawing = draw(Plot, {
    width: marginLeft + room + 6,
    height: heightOf(model),
    marginLeft,
    marginRight: 6, // half of the newest year stands beside its cell
    marginTop: 2,
    marginBottom: 30 + LEGEND_PX,
    x: { type: "band", domain: xs, label: null, padding: 0 },
    y: { type: "band", domain: ys, label: null, padding: 0 },
    marks: [
      Plot.axisY({ tickSize: 0, tickFormat: (/** @type {any} */ y) => shown(yFormat(y)), className: "names" }),
      Plot.axisX({ ticks: fitting(xs, room, xFormat, measureOf("")), tickFormat: xFormat, tickSize: 0 }),
      Plot.cell(
        xs.flatMap((x) => ys.map((y) => ({ x, y }))),
        { ...place, fill: "var(--track)", inset, rx: 3, ariaHidden: "true" },
      ),
      Plot.cell(model.rows, {
        ...place,
        fill: tone(model),
        fillOpacity: { value: (/** @type {Row} */ row) => STRENGTHS[step(row)], scale: null },
        inset,
        rx: 3,
        ...marks,
      }),
      numbers(
        model.rows.filter((row) => step(row) < FIRST_STRONG),
        "in-cell",
      ),
      numbers(
        model.rows.filter((row) => step(row) >= FIRST_STRONG),
        "in-cell strong",
      ),
    ],
  });
  return holdStill(drawing, { width, marginLeft, legend: { fill: tone(model), strengths: STRENGTHS, most } });
}

/** @param {ChartModel} model */
const isThin = (model) => model.rows.length < 4;
/** @param {ChartModel} model */
const bubbleRow = ({ ys = [] }) => (ys.length > 8 ? TARGET : 44);
/** @type {Record<string, (model: ChartModel) => number>} */
const HEIGHTS = {
  columns: () => 240,
  bars: (model) => model.rows.length * (isThin(model) ? 40 : 27) + 8,
  bubbles: (model) => (model.ys?.length ?? 0) * bubbleRow(model) + 52,
  heat: (model) => (model.ys?.length ?? 0) * 26 + 34 + LEGEND_PX,
};

/** How high a drawing is at least, before it is made. @param {ChartModel} model */
export const heightOf = (model) => HEIGHTS[model.kind](model);

/** @type {Record<string, (Plot: Plot, model: ChartModel, width: number, height: number) => SVGElement>} */
const KINDS = { columns, bars, bubbles, heat };

/**
 * Draw a model into a place. Columns fill its height; the other kinds are as high as they have rows.
 * @param {Plot} Plot @param {ChartModel} model @param {number} width @param {number} height @returns {SVGElement}
 */
export function drawChart(Plot, model, width, height) {
  return KINDS[model.kind](Plot, model, width, height);
}
