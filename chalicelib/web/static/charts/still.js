/**
 * A drawing that is wider than its place, as of many years on a phone: it scrolls sideways, while the names of its rows and
 * its legend stand still. It starts at its end, where the newest year is.
 */

import { number } from "../models/format.js";
import { svg } from "../ui/dom.js";
import { measureOf } from "../ui/measure.js";

/** What a finger hits, in CSS pixels: no column is narrower. */
export const TARGET = 24;

/** @typedef {{fill: string, strengths: number[], most: number}} Legend */

/**
 * @template {SVGElement} Drawing
 * @param {Drawing} drawing @param {{width: number, marginLeft: number, legend?: Legend}} place its width, and that of the names
 * @returns {Drawing}
 */
export function holdStill(drawing, { width, marginLeft, legend }) {
  const [full, height] = [Number(drawing.getAttribute("width")), Number(drawing.getAttribute("height"))];
  const names = drawing.querySelector(".names");
  const still = svg("g", { class: "still", "aria-hidden": "true" });
  drawing.append(still);
  if (full > width + 1) {
    drawing.classList.add("scrolls");
    still.append(svg("rect", { class: "still-ground", width: marginLeft - 3, height }));
    requestAnimationFrame(() => {
      const stage = drawing.parentElement;
      if (!stage) return;
      stage.scrollLeft = stage.scrollWidth;
      follow(stage);
    });
  }
  if (names) still.append(names);
  if (legend) still.append(...legendOf(legend, marginLeft, height, width));
  return drawing;
}

/** "1 ▢▢▢▢▢ 12 books" @param {Legend} legend @param {number} left @param {number} height @param {number} width */
function legendOf({ fill, strengths, most }, left, height, width) {
  const [side, step] = [14, 16];
  const measure = measureOf("legend");
  const [first, boxes, last] = most === 1 ? ["", [1], "1 book"] : ["1", strengths, `${number(most)} books`];
  const start = first ? measure.width(first) + 7 : 0;
  const end = start + boxes.length * step + 5;
  const x = Math.max(0, Math.min(left, width - end - measure.width(last))); // under the cells where that has room
  const y = height - side - 2;
  const words = { class: "legend", "text-anchor": "start", y: y + side - 3 };
  return [
    svg("rect", { class: "still-ground", x: 0, y: y - 4, width, height: side + 6 }),
    first ? svg("text", { ...words, x }, first) : "",
    ...boxes.flatMap((strength, index) => {
      const box = { x: x + start + index * step, y, width: side, height: side, rx: 3 };
      return [svg("rect", { ...box, fill: "var(--track)" }), svg("rect", { ...box, fill, "fill-opacity": strength })];
    }),
    svg("text", { ...words, x: x + end }, last),
  ];
}

/** Keep the still part in its place, and tell the style sheet on which sides there is more. @param {Element} stage */
function follow(stage) {
  const { scrollLeft, scrollWidth, clientWidth } = stage;
  stage.querySelector(".still")?.setAttribute("transform", `translate(${scrollLeft} 0)`);
  stage.classList.toggle("more-before", scrollLeft > 1);
  stage.classList.toggle("more-after", scrollLeft + clientWidth < scrollWidth - 1);
}

if (globalThis.document)
  document.addEventListener(
    "scroll",
    ({ target }) => {
      if (target instanceof Element && target.querySelector(":scope > .plot.scrolls")) follow(target);
    },
    { capture: true, passive: true },
  );
