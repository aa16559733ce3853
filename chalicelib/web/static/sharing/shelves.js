/** The books of a picture, as spines on shelves or as covers: what stands where. Pure. */

import { initials } from "../models/format.js";
import { cut, LINE, lines, shrunk, stacked } from "./lettering.js";

/** @typedef {import("./lettering.js").Box} Box */
/** @typedef {import("./lettering.js").Text} Text */
/** @typedef {import("./lettering.js").Type} Type */
/** @typedef {import("./lettering.js").WidthOf} WidthOf */
/** @typedef {import("./picture.js").Pictured} Pictured */
/** @typedef {{kind: "block", box: Box, tone: string, round?: number, alpha?: number}} Block */
/** @typedef {{kind: "spine", box: Box, cloth: string, loved: boolean, unit: number, texts: Text[]}} Spine */
/** @typedef {{kind: "cover", box: Box, cloth: string, address: string|null, texts: Text[]}} Cover */
/** @typedef {{parts: (Block|Spine|Cover)[], shown: number, tall: number}} Placed `tall` is what of its box it needs */

const UNITS = 190; // how tall a shelf is, in the units of its spines
const LARGEST = 2.1; // pixels of a unit: a spine is never larger than this
const LOWEST = 64; // pixels: on a lower shelf nobody sees books
const GAP = 20;
const BOARD = 5;
const CREAM = "#fff4e4";
/** A spine may be this much thicker than on the page, so that each shelf is full. */
const THICKEST = 2.4;
const FACING = 4; // so few books show their covers instead of their backs

/** The spines in rows, one after another. @param {Pictured[]} books @param {number} width in units of thickness */
function inRows(books, width) {
  /** @type {Pictured[][]} */
  const rows = [];
  let x = Infinity;
  for (const book of books) {
    if (x + book.spine.thick > width) {
      rows.push([]);
      x = 0;
    }
    rows[rows.length - 1].push(book);
    x += book.spine.thick;
  }
  return rows;
}

/** The unit of so many shelves in a box. @param {number} count @param {Box} box */
const unitOf = (count, box) => Math.min(LARGEST, ((box.tall - GAP * (count - 1)) / count - BOARD) / UNITS);

/** On no more shelves than so many, each as full as the others. @param {Pictured[]} books @param {number} count @param {number} width */
function evenly(books, count, width) {
  let even = inRows(books, width);
  for (let less = width - 4; less > 0; less -= 4) {
    const rows = inRows(books, less);
    if (rows.length > count) break;
    even = rows;
  }
  return even;
}

/** As few shelves as all books have room on, with spines as large as they may be there. @param {Pictured[]} books @param {Box} box */
function arranged(books, box) {
  const most = Math.max(1, Math.floor((box.tall + GAP) / (LOWEST + GAP)));
  for (let count = 1; count <= most; count += 1) {
    // Smaller than on one shelf more they would rather stand there.
    const least = unitOf(Math.min(count + 1, most), box);
    for (let unit = unitOf(count, box); unit >= least; unit *= 0.97) {
      if (inRows(books, box.wide / unit).length <= count) return { rows: evenly(books, count, box.wide / unit), unit };
    }
  }
  const unit = unitOf(most, box);
  return { rows: inRows(books, box.wide / unit).slice(0, most), unit };
}

/** @param {Pictured} book @param {Box} box @param {number} unit @param {WidthOf} widthOf @returns {Spine} */
function spine({ title, spine: { cloth, loved, title: short } }, box, unit, widthOf) {
  const size = Math.min(34, box.wide * 0.5, Math.max(14.7, 14 * unit));
  /** @type {Type} */
  const type = { size, face: "serif", weight: 600 };
  const room = { y: box.y + 18 * unit, tall: box.tall - (loved ? 46 : 32) * unit };
  const smaller = shrunk([short || title], room.tall, type, size * 0.75, widthOf);
  const text = smaller.size < 9 ? "" : cut(short || title, room.tall, smaller, widthOf);
  const tall = smaller.size * LINE;
  const texts = text
    ? stacked(
        [text],
        { ...room, x: box.x + (box.wide - tall) / 2, wide: tall },
        { type: smaller, tone: CREAM, turned: true },
      )
    : [];
  for (const one of texts) one.box.tall = room.tall;
  return { kind: "spine", box, cloth, loved, unit, texts };
}

/** @param {Box} box @param {number} y @returns {Block} */
const board = (box, y) => ({
  kind: "block",
  box: { ...box, y, tall: BOARD },
  tone: "--ink",
  alpha: 0.82,
  round: 1,
});

/** Few books, that show their faces. @param {Pictured[]} books @param {Box} box @param {WidthOf} widthOf @returns {Placed} */
function facing(books, box, widthOf) {
  const gap = 26;
  const across = (box.wide - gap * (books.length - 1)) / books.length;
  const tall = Math.min(LARGEST * UNITS, box.tall - BOARD, across * 1.5);
  const wide = tall / 1.5;
  const parts = books.map((book, index) =>
    cover(book, { x: box.x + index * (wide + gap), y: box.y, wide, tall }, false, widthOf),
  );
  return { parts: [...parts, board(box, box.y + tall)], shown: books.length, tall: tall + BOARD };
}

/**
 * Books as spines, as on the page: as many shelves as they need, and those that have no room are left out.
 * @param {Pictured[]} books @param {Box} box @param {WidthOf} widthOf @returns {Placed}
 */
export function shelves(books, box, widthOf) {
  if (books.length <= FACING) return facing(books, box, widthOf);
  const { rows, unit } = arranged(books, box);
  const step = UNITS * unit + BOARD + GAP;
  /** @type {Placed["parts"]} */
  const parts = [];
  rows.forEach((row, index) => {
    const floor = box.y + index * step + UNITS * unit;
    const thick = row.reduce((total, book) => total + book.spine.thick * unit, 0);
    const stretch = Math.min(THICKEST, box.wide / thick);
    let x = box.x;
    for (const book of row) {
      const [wide, tall] = [book.spine.thick * unit * stretch, book.spine.tall * unit];
      const own = { x, y: floor - tall, wide: wide - Math.min(2.5, 1.5 * unit), tall };
      parts.push(spine(book, own, unit, widthOf));
      x += wide;
    }
    parts.push(board(box, floor));
  });
  return { parts, shown: rows.flat().length, tall: rows.length * step - GAP };
}

/** What stands on a cover that is drawn: title and author where they can be read, else two letters. @param {Pictured} book @param {Box} box @param {WidthOf} widthOf */
function printed({ title, author, spine: { title: short } }, box, widthOf) {
  const [wide, x] = [box.wide * 0.78, box.x + box.wide * 0.14];
  if (box.wide < 100) {
    /** @type {Type} */
    const type = { size: box.wide * 0.34, face: "serif", weight: 600 };
    const y = box.y + (box.tall - type.size * LINE) / 2;
    const letters = cut(initials(title), wide, type, widthOf);
    return letters ? stacked([letters], { x, y, wide, tall: 0 }, { type, tone: CREAM, at: "middle" }) : [];
  }
  /** @type {Type} */
  const large = { size: Math.min(34, box.wide * 0.14), face: "serif", weight: 600 };
  /** @type {Type} */
  const small = { size: large.size * 0.78, face: "sans", weight: 500 };
  const name = short || title || "Untitled";
  const type = shrunk(name.split(/\s+/), wide, large, large.size * 0.7, widthOf);
  const names = lines(name, wide, 4, type, widthOf);
  const by = box.wide < 130 ? [] : lines(author, wide, 2, small, widthOf);
  const gap = by.length ? large.size * 0.7 : 0;
  const tall = (names.length * type.size + by.length * small.size) * LINE + gap;
  const y = box.y + (box.tall - tall) / 2;
  return [
    ...stacked(names, { x, y, wide, tall }, { type, tone: CREAM, at: "middle" }),
    ...stacked(
      by,
      { x, y: y + names.length * type.size * LINE + gap, wide, tall },
      { type: small, tone: CREAM, at: "middle" },
    ),
  ];
}

const SMALL = 150; // pixels: wider covers are taken from the large pictures

/**
 * A book's cover. Without an address, and where its picture does not come, it is drawn.
 * @param {Pictured} book @param {Box} box @param {boolean} real @param {WidthOf} widthOf @returns {Cover}
 */
export const cover = (book, box, real, widthOf) => ({
  kind: "cover",
  box,
  cloth: book.spine.cloth,
  address: real ? (box.wide > SMALL ? book.large : book.small) : null,
  texts: printed(book, box, widthOf),
});

const MOST_COVERS = 120; // each may be a request
const WIDEST = 250;
const WIDEST_GAP = 40;
const NARROWEST = 46; // on smaller covers nobody sees anything

/**
 * The columns in which covers are large and no row is half empty; as many covers as can be seen where not all have room.
 * @param {number} count @param {Box} box
 */
function columnsFor(count, box) {
  let best = { columns: 1, gap: 0, wide: 0, rows: 1, score: -1 };
  for (let columns = 1; columns <= count; columns += 1) {
    const gap = Math.max(8, 22 - columns);
    const across = (box.wide - gap * (columns - 1)) / columns;
    if (across < NARROWEST) break;
    const needed = Math.ceil(count / columns);
    const most = Math.max(1, Math.floor((box.tall + gap) / (NARROWEST * 1.5 + gap)));
    const rows = Math.min(needed, most);
    const wide = Math.min(WIDEST, across, (box.tall - gap * (rows - 1)) / rows / 1.5);
    const filled = Math.min(count, rows * columns);
    const score = filled * wide * Math.sqrt(filled / (rows * columns)) * Math.sqrt((wide * columns) / box.wide);
    if (score > best.score) best = { columns, gap, wide, rows, score };
  }
  const spare = (box.wide - best.wide * best.columns) / Math.max(1, best.columns - 1);
  return { ...best, across: Math.max(best.gap, Math.min(WIDEST_GAP, spare)) };
}

/** Books as their covers. @param {Pictured[]} books @param {Box} box @param {WidthOf} widthOf @returns {Placed} */
export function mosaic(books, box, widthOf) {
  const { columns, gap, across, wide, rows } = columnsFor(Math.min(books.length, MOST_COVERS), box);
  const own = books.slice(0, Math.min(MOST_COVERS, rows * columns));
  const tall = wide * 1.5;
  const parts = own.map((book, index) => {
    const [x, y] = [box.x + (index % columns) * (wide + across), box.y + Math.floor(index / columns) * (tall + gap)];
    return cover(book, { x, y, wide, tall }, true, widthOf);
  });
  return { parts, shown: own.length, tall: rows * tall + (rows - 1) * gap };
}
