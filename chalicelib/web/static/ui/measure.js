/** How wide a text really is: measured in the font that the style sheet gives it, never guessed from its letters. */

import { svg } from "./dom.js";

/** @typedef {{width: (text: string) => number, fit: (text: string, room: number) => string}} Measure */

/** @type {CanvasRenderingContext2D|null} */
let canvas = null;

/**
 * A measure for the texts of a drawing that have a class.
 * @param {string} name the class of their group, as charts.css knows it; "" for plain axis labels @returns {Measure}
 */
export function measureOf(name) {
  canvas ??= document.createElement("canvas").getContext("2d");
  const text = svg("text");
  const probe = svg("svg", { class: "plot probe", "aria-hidden": "true" }, svg("g", { class: name || null }, text));
  document.body.append(probe);
  const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, wordSpacing } = getComputedStyle(text);
  probe.remove();
  const [perLetter, perWord] = [Number.parseFloat(letterSpacing) || 0, Number.parseFloat(wordSpacing) || 0];
  const font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const context = canvas;
  return measureBy((words) => {
    if (!context) return Infinity; // no canvas at all: only what is empty is sure to fit
    context.font = font;
    const spaced = perLetter * Array.from(words).length + perWord * (words.split(/\s/).length - 1);
    return context.measureText(words).width + spaced;
  });
}

/** A measure out of a function that tells the width of a text. Pure. @param {(text: string) => number} width @returns {Measure} */
export function measureBy(width) {
  return { width, fit: (text, room) => fit(text, room, width) };
}

/**
 * The text when it has room, otherwise as much of its beginning as there is room for, with an ellipsis; nothing where not
 * even one letter has room. A letter and the marks on it stay together.
 * @param {string} text @param {number} room @param {(text: string) => number} width
 */
function fit(text, room, width) {
  if (width(text) <= room) return text;
  const letters = lettersOf(text);
  /** @param {number} count */
  const cut = (count) => `${letters.slice(0, count).join("").trimEnd()}…`;
  let [low, high] = [0, letters.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (width(cut(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return low > 0 ? cut(low) : "";
}

const LONGEST = 400; // nothing that is drawn has room for more
/** @type {Intl.Segmenter|null} */
const SEGMENTS = "Segmenter" in Intl ? new Intl.Segmenter("en", { granularity: "grapheme" }) : null;

/** @param {string} text */
function lettersOf(text) {
  const start = text.slice(0, LONGEST);
  return SEGMENTS ? Array.from(SEGMENTS.segment(start), ({ segment }) => segment) : Array.from(start);
}
