/** The card around a chart: title, one sentence, what it stands on, the drawing, and its table behind a toggle. */

import { putDrawing } from "./chart-keys.js";
import { drawChart, heightOf } from "./charts.js";
import { h } from "./dom.js";
import { number } from "../models/format.js";
import { drawWhenSeen } from "../pace/seen.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Row} Row */

const COMING_HEIGHT = "332px"; // of twelve bars, which is what most libraries get

/**
 * @param {ChartModel} model
 * @param {{wide?: boolean, extra?: Node|null, coming?: boolean}} [options] `wide` takes the whole row; `extra` stands beside
 *   the title; `coming`: there will be something to draw, for which there is room already
 * @returns {HTMLElement}
 */
export function chartCard(model, { wide = false, extra = null, coming = false } = {}) {
  const { id, title, basis, summary } = model;
  const stage = h("div", {
    class: "stage",
    role: "group",
    "aria-labelledby": `${id}-title`,
    "aria-describedby": `${id}-summary`,
  });
  const empty = basis.n === 0 || model.rows.length === 0;
  if (empty)
    stage.append(h("p", { class: "nothing" }, coming ? "Comes with the genres." : "Nothing to draw here yet."));
  else drawInto(stage, model);
  if (coming) stage.style.minHeight = COMING_HEIGHT;
  return h(
    "section",
    { class: wide ? "card chart wide" : "card chart", id: `chart-${id}`, "aria-labelledby": `${id}-title` },
    h("div", { class: "card-head" }, h("h3", { id: `${id}-title` }, title), extra),
    h("p", { class: "summary", id: `${id}-summary`, dir: "auto" }, summary),
    stage,
    h(
      "footer",
      { class: "basis" },
      h("p", {}, `${number(basis.n)} of ${number(basis.of)} ${basis.what}`),
      empty ? null : tableToggle(model),
    ),
  );
}

/** The card of a chart; one that has nothing to say has none. @param {ChartModel} model @param {boolean} [wide] @param {Node|null} [extra] */
export const card = (model, wide = false, extra = null) =>
  model.basis.n && model.rows.length ? chartCard(model, { wide, extra }) : null;

/** @param {ChartModel} model */
function tableToggle(model) {
  const details = h(
    "details",
    { class: "numbers" },
    h("summary", {}, "Table", h("span", { class: "sr-only" }, ` of ${model.title}`)),
  );
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("table")) details.append(tableOf(model));
  });
  return details;
}

/** The table of a model: the first cell is a link to the row's books. @param {ChartModel} model */
function tableOf({ title, columns, rows }) {
  /** @param {string|number} value @param {number} index @param {Row} row */
  const cell = (value, index, row) => {
    const plain = typeof value === "number" ? number(value) : value;
    if (index === 0)
      return h("th", { scope: "row" }, h("a", { href: row.href, "aria-label": row.label }, h("bdi", {}, plain)));
    return h("td", {}, h("bdi", {}, plain));
  };
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": `Table: ${title}` },
    h(
      "table",
      {},
      h("caption", { class: "sr-only" }, title),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map((column) => h("th", { scope: "col" }, column)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.cells.map((value, index) => cell(value, index, row)),
          ),
        ),
      ),
    ),
  );
}

/** @param {HTMLElement} stage @param {ChartModel} model */
function drawInto(stage, model) {
  stage.classList.add(model.kind);
  stage.style.minHeight = `${heightOf(model)}px`; // nothing may move when the drawing comes
  drawWhenSeen(stage, {
    size: () => {
      const { clientWidth: width, clientHeight: height } = stage;
      return width ? `${width} ${model.kind === "columns" ? height : ""}` : "";
    },
    draw: (Plot) => putDrawing(stage, drawChart(Plot, model, stage.clientWidth, stage.clientHeight), model),
    fail: () =>
      stage.replaceChildren(
        h(
          "p",
          { class: "nothing" },
          "The drawing could not be loaded; the table has the numbers. Reload the page to try again.",
        ),
      ),
  });
}
