/** Texts of a picture, measured and cut to the room they have. Pure: whoever draws brings the measure. */

import { measureBy } from "../ui/measure.js";

/** @typedef {{x: number, y: number, wide: number, tall: number}} Box */
/** @typedef {{size: number, face: "serif"|"sans", weight: number, spacing?: number}} Type `spacing` in parts of the size */
/** @typedef {(text: string, type: Type) => number} WidthOf how wide a text is in pixels */

/**
 * @typedef {object} Text
 * @property {"text"} kind
 * @property {Box} box what it never leaves
 * @property {string} text
 * @property {Type} type
 * @property {string} tone the colour's name in theme.css, or a colour
 * @property {"start"|"middle"|"end"} [at] where in the box; its start without it
 * @property {boolean} [turned] from top to bottom, as on a spine
 * @property {boolean} [flush] its ink begins at the edge, where large letters would stand aside of it
 */

/** A line is this much taller than its letters' size: room for accents and descenders of any script. */
export const LINE = 1.3;

/** @param {WidthOf} widthOf @param {Type} type */
const measureIn = (widthOf, type) => measureBy((text) => widthOf(text, type));

/** One line of a text, cut to its room. @param {string} text @param {number} room @param {Type} type @param {WidthOf} widthOf */
export const cut = (text, room, type, widthOf) => measureIn(widthOf, type).fit(flat(text), room);

/** A title may hold line ends and tabs, which a drawing has no use for. @param {string} text */
const flat = (text) => text.replace(/\s+/g, " ").trim();

/**
 * The largest of the sizes up to the type's own in which all texts have room, and the smallest that is allowed where none
 * has.
 * @param {string[]} texts @param {number} room @param {Type} type @param {number} least @param {WidthOf} widthOf @returns {Type}
 */
export function shrunk(texts, room, type, least, widthOf) {
  for (let size = type.size; size > least; size -= 2) {
    const smaller = { ...type, size };
    if (texts.every((text) => widthOf(text, smaller) <= room)) return smaller;
  }
  return { ...type, size: least };
}

/** @type {Intl.Segmenter|null} */
const WORDS = "Segmenter" in Intl ? new Intl.Segmenter("en", { granularity: "word" }) : null;
const LONGEST = 600; // letters: no place of a picture has more

/** Where a line may end: after a word and its marks; in Chinese or Japanese, words stand without spaces. @param {string} text */
function pieces(text) {
  if (!WORDS) return text.split(/(?<= )/);
  /** @type {string[]} */
  const found = [];
  for (const { segment, isWordLike } of WORDS.segment(text.slice(0, LONGEST))) {
    if (found.length && !isWordLike) found.push(found.pop() + segment);
    else found.push(segment);
  }
  return found;
}

/**
 * A text in at most so many lines, each of which has room; what is left over is cut.
 * @param {string} text @param {number} room @param {number} most @param {Type} type @param {WidthOf} widthOf @returns {string[]}
 */
export function lines(text, room, most, type, widthOf) {
  const { fit, width } = measureIn(widthOf, type);
  let rest = pieces(flat(text));
  /** @type {string[]} */
  const made = [];
  while (rest.length && made.length < most) {
    let count = 1;
    while (count < rest.length && width(joined(rest.slice(0, count + 1))) <= room) count += 1;
    const last = made.length === most - 1;
    const line = fit(joined(last ? rest : rest.slice(0, count)), room);
    if (line) made.push(line);
    if (line.endsWith("…")) break; // a word that is wider than its line ends the text
    rest = rest.slice(count);
  }
  return made;
}

/** @param {string[]} parts */
const joined = (parts) => parts.join("").trim();

/**
 * Lines as texts that stand below each other.
 * @param {string[]} texts @param {Box} box of which only the place and width count @param {Omit<Text, "kind"|"box"|"text">} look
 * @param {number} [line] how tall each is @returns {Text[]}
 */
export const stacked = (texts, { x, y, wide }, look, line = look.type.size * LINE) =>
  texts.map((text, index) => ({ kind: "text", box: { x, y: y + index * line, wide, tall: line }, text, ...look }));
