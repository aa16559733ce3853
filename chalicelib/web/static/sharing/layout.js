/** Where everything stands on the picture of a year or a library, in both sizes. Pure: texts, boxes and colours' names. */

import { number, plural } from "../models/format.js";
import { cut, LINE, lines, shrunk, stacked } from "./lettering.js";
import { cover, mosaic, shelves } from "./shelves.js";

/** @typedef {import("./lettering.js").Box} Box */
/** @typedef {import("./lettering.js").Text} Text */
/** @typedef {import("./lettering.js").Type} Type */
/** @typedef {import("./lettering.js").WidthOf} WidthOf */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {{kind: "stars", box: Box, stars: number}} Stars */
/** @typedef {Text|Stars|import("./shelves.js").Block|import("./shelves.js").Spine|import("./shelves.js").Cover} Part */
/** @typedef {{wide: number, tall: number, parts: Part[]}} Layout */

/**
 * The two sizes. Apps lay their own buttons over the top and the foot of a tall picture, so little stands there.
 * @satisfies {Record<string, {name: string, wide: number, tall: number, top: number, foot: number, numeral: number, value: number, across: number, loved: number}>}
 */
export const SIZES = {
  post: { name: "Post", wide: 1080, tall: 1350, top: 76, foot: 64, numeral: 270, value: 64, across: 4, loved: 174 },
  story: { name: "Story", wide: 1080, tall: 1920, top: 190, foot: 200, numeral: 330, value: 84, across: 2, loved: 207 },
};

/** @typedef {keyof typeof SIZES} SizeName */

const SIDE = 80;
const GAP = 44;
const NAME = 28;
const MARK = 26;

/** @param {number} size @param {number} [weight] @returns {Type} */
const sans = (size, weight = 400) => ({ size, face: "sans", weight });
/** @param {number} size @param {number} [weight] @returns {Type} */
const serif = (size, weight = 600) => ({ size, face: "serif", weight });
/** @type {Type} */
const EYEBROW = { ...sans(25, 600), spacing: 0.09 };

/** @param {string} words @param {Box} box @param {WidthOf} widthOf */
function eyebrow(words, box, widthOf) {
  const capitals = words.toUpperCase();
  const type = shrunk([capitals], box.wide, EYEBROW, 17, widthOf);
  return stacked([cut(capitals, box.wide, type, widthOf)], box, { type, tone: "--accent-ink" }, EYEBROW.size * LINE);
}

/** @typedef {{parts: Part[], tall: number}} Band what stands in a part of the height */

/** The eyebrow, the numeral, and what follows it. @param {Picture} picture @param {Box} box @param {number} size @param {WidthOf} widthOf @returns {Band} */
function head(picture, box, size, widthOf) {
  const type = shrunk([picture.numeral], box.wide, { ...serif(size), spacing: -0.04 }, 80, widthOf);
  const top = box.y + EYEBROW.size * LINE + 4;
  const numeral = stacked(
    [picture.numeral],
    { ...box, y: top },
    { type, tone: "--accent", flush: true },
    type.size * 1.05,
  );
  const under = top + type.size * 1.05;
  const after = lines(picture.after, box.wide, 2, serif(46, 400), widthOf);
  const texts = stacked(after, { ...box, y: under }, { type: serif(46, 400), tone: "--muted" });
  return {
    parts: [...eyebrow(picture.eyebrow, box, widthOf), ...numeral, ...texts],
    tall: under - box.y + after.length * 46 * LINE,
  };
}

/** The figures under a line, in as many columns as there are. @param {Picture} picture @param {Box} box @param {{value: number, across: number}} size @param {WidthOf} widthOf @returns {Band} */
function figures({ figures: told }, box, { value, across }, widthOf) {
  const columns = told.length === 3 ? 3 : Math.max(1, Math.min(across, told.length)); // none stands alone
  const wide = (box.wide - 34 * (columns - 1)) / columns;
  const values = told.map((one) => one.value);
  const type = shrunk(values, wide, serif(value), 30, widthOf);
  const small = shrunk(
    told.map(({ name }) => name),
    wide,
    sans(NAME),
    21,
    widthOf,
  );
  const names = told.map(({ name }) => lines(name, wide, 2, small, widthOf));
  const most = Math.max(0, ...names.map(({ length }) => length));
  const row = type.size * LINE + most * small.size * LINE + 22;
  const parts = told.flatMap((_, index) => {
    const own = {
      x: box.x + (index % columns) * (wide + 34),
      y: box.y + 22 + Math.floor(index / columns) * row,
      wide,
      tall: row,
    };
    return [
      ...stacked([cut(values[index], wide, type, widthOf)], own, { type, tone: "--ink" }),
      ...stacked(names[index], { ...own, y: own.y + type.size * LINE }, { type: small, tone: "--muted" }),
    ];
  });
  return {
    parts: [{ kind: "block", box: { ...box, tall: 2 }, tone: "--line" }, ...parts],
    tall: Math.ceil(told.length / columns) * row,
  };
}

/** The best loved books: stars, how many, and as many covers as there is room for. @param {Picture} picture @param {Box} box @param {number} tall of a cover @param {boolean} real @param {WidthOf} widthOf @returns {Band} */
function lovedRow({ loved }, box, tall, real, widthOf) {
  if (!loved) return { parts: [], tall: 0 };
  const [star, wide, gap] = [34, (tall * 2) / 3, 16];
  const line = NAME * LINE;
  const words = { ...box, x: box.x + star * 5 + 18, wide: box.wide - star * 5 - 18 };
  const type = shrunk([loved.words], words.wide, sans(NAME), 20, widthOf);
  /** @type {Part[]} */
  const parts = [
    { kind: "stars", box: { x: box.x, y: box.y + (line - star) / 2, wide: star * 5, tall: star }, stars: loved.stars },
    ...stacked([cut(loved.words, words.wide, type, widthOf)], words, { type, tone: "--muted" }, line),
  ];
  const room = Math.floor((box.wide + gap) / (wide + gap));
  const y = box.y + line + 18;
  loved.books.slice(0, room).forEach((book, index) => {
    parts.push(cover(book, { x: box.x + index * (wide + gap), y, wide, tall }, real, widthOf));
  });
  return { parts, tall: line + 18 + tall };
}

/** The genre of the year. @param {Picture} picture @param {Box} box @param {WidthOf} widthOf @returns {Band} */
function genreOf({ genre }, box, widthOf) {
  if (!genre) return { parts: [], tall: 0 };
  /** @param {number} most @param {Type} type */
  const set = (most, type) => ({ type, names: lines(genre.name, box.wide, most, type, widthOf) });
  const sets = [56, 50, 44, 38].map((size) => set(2, serif(size)));
  const { type, names } = sets.find((one) => !one.names.at(-1)?.endsWith("…")) ?? set(3, serif(38));
  const top = box.y + EYEBROW.size * LINE + 10;
  const under = top + names.length * type.size * 1.2 + 8;
  const share = lines(genre.words, box.wide, 2, sans(NAME), widthOf);
  return {
    parts: [
      ...eyebrow(genre.title, box, widthOf),
      ...stacked(names, { ...box, y: top }, { type, tone: "--ink" }, type.size * 1.2),
      ...stacked(share, { ...box, y: under }, { type: sans(NAME), tone: "--muted" }),
    ],
    tall: under - box.y + share.length * NAME * LINE,
  };
}

/** What is loved, and the genre beside it. @param {Picture} picture @param {Box} box @param {number} tall @param {boolean} real @param {WidthOf} widthOf @returns {Band} */
function lower(picture, box, tall, real, widthOf) {
  const both = picture.loved && picture.genre;
  const left = both ? box.wide * 0.58 : box.wide;
  const loved = lovedRow(picture, { ...box, wide: left }, tall, real, widthOf);
  const beside = both ? left + GAP : 0;
  const genre = genreOf(picture, { ...box, x: box.x + beside, wide: box.wide - beside }, widthOf);
  return { parts: [...loved.parts, ...genre.parts], tall: Math.max(loved.tall, genre.tall) };
}

/** Who made it. No address stands there: the page's would be the dashboard's. @param {Box} box @param {WidthOf} widthOf @returns {Part[]} */
function mark(box, widthOf) {
  const type = serif(MARK);
  const books = /** @type {const} */ ([
    ["--cloth-0", 0, 3, 7, 23],
    ["--cloth-3", 9, 8, 5, 18],
    ["--cloth-5", 16, 0, 8, 26],
  ]);
  const y = box.y + (MARK * LINE - 26) / 2;
  return [
    ...books.map(([tone, x, down, wide, tall]) => ({
      kind: /** @type {const} */ ("block"),
      box: { x: box.x + x, y: y + down, wide, tall },
      tone,
      round: 1,
    })),
    ...stacked(
      [cut("Goodreads Stats", box.wide - 38, type, widthOf)],
      { ...box, x: box.x + 38, wide: box.wide - 38 },
      { type, tone: "--muted" },
    ),
  ];
}

/** Move what stands at the top of a box down. @param {Part[]} parts @param {number} by */
function lowered(parts, by) {
  for (const part of parts) {
    part.box.y += by;
    if ("texts" in part) for (const text of part.texts) text.box.y += by;
  }
  return parts;
}

const NOTE = sans(24);

/**
 * The books at the foot of their room, and where not all have any, how many of them stand there.
 * @param {Picture} picture @param {Box} room @param {boolean} covers @param {WidthOf} widthOf @returns {Part[]}
 */
function booksIn(picture, room, covers, widthOf) {
  const place = covers ? mosaic : shelves;
  const note = NOTE.size * LINE;
  const all = place(picture.books, room, widthOf);
  if (all.shown === picture.count) return lowered(all.parts, room.tall - all.tall);
  const box = { ...room, tall: room.tall - note - 8 };
  const { parts, shown, tall } = place(picture.books, box, widthOf);
  const words = `${picture.order} ${number(shown)} of ${plural(picture.count, "book")}`.trim();
  const under = { ...room, y: room.y + room.tall - note };
  return [...lowered(parts, box.tall - tall), ...stacked([words], under, { type: NOTE, tone: "--muted" })];
}

/**
 * From the top: head, figures; from the foot: the mark, what is loved and the genre; the books have the room between.
 * @param {Picture} picture @param {SizeName} name @param {boolean} covers instead of spines @param {WidthOf} widthOf
 * @returns {Layout}
 */
export function layoutOf(picture, name, covers, widthOf) {
  const size = SIZES[name];
  /** @param {number} y @returns {Box} */
  const at = (y) => ({ x: SIDE, y, wide: size.wide - 2 * SIDE, tall: 0 });
  const top = head(picture, at(size.top), size.numeral, widthOf);
  const told = figures(picture, at(size.top + top.tall + GAP / 2), size, widthOf);
  const under = size.top + top.tall + told.tall + GAP * 1.5;
  const foot = size.tall - size.foot - MARK * LINE;
  const last = lower(picture, at(0), size.loved, covers, widthOf);
  const lastTop = foot - GAP * 0.8 - last.tall;
  const room = { ...at(under), tall: (last.tall ? lastTop : foot) - GAP - under };
  return {
    wide: size.wide,
    tall: size.tall,
    parts: [
      ...top.parts,
      ...told.parts,
      ...booksIn(picture, room, covers, widthOf),
      ...lowered(last.parts, lastTop),
      ...mark(at(foot), widthOf),
    ],
  };
}
