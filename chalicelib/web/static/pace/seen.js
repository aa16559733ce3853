/**
 * Drawing what is seen. The chart library comes after the first figures, each drawing is made in a task of its own when
 * it comes near the screen, at the size that it has then, and made anew when that changes. Printing draws all.
 */

import { loadPlot } from "../ui/plot.js";
import { inTurn } from "./tasks.js";

/** @typedef {import("../ui/plot.js").Plot} Plot */

/**
 * @typedef {object} Drawing
 * @property {() => string} size what a drawing depends on; empty while the place has no size
 * @property {(plot: Plot) => void} draw
 * @property {() => void} [fail] the chart library could not be loaded
 */

const NEAR = "400px";
const WAITS = "data-waits"; // marks a place that was not drawn
/** @type {WeakMap<Element, (plot: Plot) => void>} */
const painters = new WeakMap();
/** @type {WeakMap<Element, () => void>} */
const arrivals = new WeakMap();
/** @type {Plot | null} */
let loaded = null;

/** @type {IntersectionObserver | null} */
let watcher = null;

function observer() {
  watcher ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) arrivals.get(target)?.();
    },
    { rootMargin: NEAR },
  );
  return watcher;
}

/** @param {HTMLElement} place @param {Drawing} drawing */
export function drawWhenSeen(place, { size, draw, fail }) {
  let drawn = "";
  let seen = false;
  /** @param {Plot} plot */
  const paint = (plot) => {
    const now = size();
    if (!now || now === drawn) return;
    drawn = now;
    draw(plot);
    place.removeAttribute(WAITS);
  };
  const paintSoon = async () => {
    try {
      loaded = await loadPlot();
    } catch {
      fail?.();
      return;
    }
    const plot = loaded;
    await inTurn(() => paint(plot));
  };
  arrivals.set(place, () => {
    seen = true;
    observer().unobserve(place);
    paintSoon();
  });
  painters.set(place, paint);
  place.setAttribute(WAITS, "");
  observer().observe(place);
  new ResizeObserver(() => {
    if (seen && size() !== drawn) requestAnimationFrame(paintSoon);
  }).observe(place);
}

/** Draw all that was not seen yet, at once. */
function drawAll() {
  if (!loaded) return;
  for (const place of document.querySelectorAll(`[${WAITS}]`)) painters.get(place)?.(loaded);
}

globalThis.addEventListener?.("beforeprint", drawAll);
