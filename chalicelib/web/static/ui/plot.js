/**
 * Observable Plot, fetched when the first chart needs it, so that the figures are on the screen before it arrives.
 *
 * Plot writes a <style> element into every drawing. Our Content-Security-Policy refuses inline styles (rightly), so the
 * element is taken out before the drawing is attached; charts.css holds the rules it had.
 */

import { FILES } from "../site.js";
import { isSafeHref } from "./dom.js";

const XLINK = "http://www.w3.org/1999/xlink";
const SCRIPTS = ["d3.min.js", "plot.umd.min.js"];
const PAUSES_MS = [1000, 3000]; // a server that is busy refuses a file that it has a moment later
let loading = null;

function load(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(name, FILES).href;
    script.async = false; // Plot needs d3 before it
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(script);
  });
}

async function loadAll() {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await Promise.all(SCRIPTS.map(load));
      return globalThis.Plot;
    } catch (error) {
      if (attempt === PAUSES_MS.length) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[attempt]));
    }
  }
}

/** @returns {Promise<object>} the Plot namespace; the same promise for every caller */
export function loadPlot() {
  loading ??= loadAll();
  return loading;
}

/**
 * Draw without an inline style, and with links that assistive technology understands: Plot labels the shape inside the
 * link, but the link is what gets the focus, so the label moves there.
 * @param {object} Plot @param {object} options for Plot.plot @returns {SVGElement}
 */
export function draw(Plot, options) {
  const drawing = Plot.plot({ ...options, className: "plot" });
  drawing.querySelector("style")?.remove();
  for (const group of drawing.querySelectorAll("g[aria-label]")) {
    group.removeAttribute("aria-label"); // "bar", "y-axis tick": for nobody
    if (!group.querySelector("a")) group.setAttribute("aria-hidden", "true");
  }
  for (const link of drawing.querySelectorAll("a")) {
    const href = link.getAttributeNS(XLINK, "href"); // Plot names it "href", too: the old one has to go first
    link.removeAttributeNS(XLINK, "href");
    if (isSafeHref(href)) link.setAttribute("href", href);
    const shape = link.firstElementChild;
    link.setAttribute("aria-label", shape.getAttribute("aria-label") ?? "");
    shape.removeAttribute("aria-label");
  }
  return drawing;
}
