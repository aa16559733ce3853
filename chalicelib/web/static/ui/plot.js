/**
 * Observable Plot, fetched when the first chart needs it, so that the figures are on the screen before it arrives.
 *
 * Plot writes a <style> element into every drawing. Our Content-Security-Policy refuses inline styles (rightly), so the
 * element is taken out before the drawing is attached; charts.css holds the rules it had.
 */

import { FILES } from "../pages/site.js";
import { isSafeHref } from "./dom.js";

/** @typedef {Record<string, (...args: any[]) => any>} Plot what `vendor/plot.js` exports; its types are not fetched */

const XLINK = "http://www.w3.org/1999/xlink";
const PAUSES_MS = [1000, 3000]; // a server that is busy refuses a file that it has a moment later
/** @type {Promise<Plot> | null} */
let loading = null;

/** @returns {Promise<Plot>} */
async function load() {
  for (let attempt = 0; ; attempt += 1) {
    try {
      // A browser may remember that an address failed, so each attempt has its own.
      return await import(new URL(attempt ? `plot.js?again=${attempt}` : "plot.js", FILES).href);
    } catch (error) {
      if (attempt === PAUSES_MS.length) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[attempt]));
    }
  }
}

/** The functions of Plot; the same promise for every caller. */
export function loadPlot() {
  loading ??= load();
  return loading;
}

/**
 * Draw without an inline style, and with links that assistive technology understands: Plot labels the shape inside the
 * link, but the link is what gets the focus, so the label moves there.
 * @param {Plot} Plot @param {object} options for Plot.plot @returns {SVGElement}
 */
export function draw(Plot, options) {
  /** @type {SVGElement} */
  const drawing = Plot.plot({ ...options, className: "plot" });
  drawing.querySelector("style")?.remove();
  for (const group of drawing.querySelectorAll("g[aria-label]")) {
    group.removeAttribute("aria-label"); // "bar", "y-axis tick": for nobody
    if (!group.querySelector("a")) group.setAttribute("aria-hidden", "true");
  }
  for (const link of drawing.querySelectorAll("a")) {
    const href = link.getAttributeNS(XLINK, "href") ?? ""; // Plot names it "href", too: the old one has to go first
    link.removeAttributeNS(XLINK, "href");
    if (isSafeHref(href)) link.setAttribute("href", href);
    const shape = link.firstElementChild;
    link.setAttribute("aria-label", shape?.getAttribute("aria-label") ?? "");
    shape?.removeAttribute("aria-label");
  }
  return drawing;
}
