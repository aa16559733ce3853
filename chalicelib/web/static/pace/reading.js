/**
 * Reading the answer of `GET data/<job_id>` in pieces: parsing the JSON of 15,000 books at once takes a phone most of a
 * second, in which it does nothing else. The text is cut between books and each piece is read in its time.
 */

import { readLibrary } from "../models/library.js";
import { inPieces } from "./tasks.js";

/** @typedef {import("../models/types.js").Library} Library */

const PIECE = 150_000; // letters of a piece
// No text of a library can hold these: inside a string, a quotation mark has a backslash before it.
const FIRST = '[{"goodreads_id":';
const NEXT = '},{"goodreads_id":';

/**
 * Cut a JSON text between the books of its lists: `rest` is the text without all but the last book of each list, and
 * each of `pieces` holds some of the others, in order, with the number of their list. `lists` is how many there are.
 * @param {string} text @param {number} [size] letters of a piece
 */
export function cut(text, size = PIECE) {
  /** @type {{list: number, text: string}[]} */
  const pieces = [];
  let rest = "";
  let done = 0;
  let list = 0;
  for (let from = text.indexOf(FIRST); from >= 0; list += 1) {
    const after = text.indexOf(FIRST, from + 1);
    const last = text.lastIndexOf(NEXT, after < 0 ? text.length : after);
    if (last > from) {
      rest += text.slice(done, from + 1);
      for (let at = from + 1; at <= last;) {
        const end = Math.min(text.indexOf(NEXT, Math.min(at + size, last)), last);
        pieces.push({ list, text: text.slice(at, end + 1) });
        at = end + 2;
      }
      done = last + 2;
    }
    from = after;
  }
  return { rest: rest + text.slice(done), pieces, lists: list };
}

/** @param {string} text a dashboard's JSON @returns {Promise<Library>} */
export async function readInPieces(text) {
  const { rest, pieces, lists } = cut(text);
  const json = JSON.parse(rest);
  const names = Object.keys(json).filter((name) => json[name]?.[0]?.goodreads_id !== undefined);
  if (names.length !== lists) return readLibrary(JSON.parse(text)); // books where no list of books belongs
  const parts = await inPieces(pieces, (piece) =>
    readLibrary({ ...json, books: [], other_books: [], [names[piece.list]]: JSON.parse(`[${piece.text}]`) }),
  );
  const last = readLibrary(json);
  parts.push(last);
  const books = parts.flatMap((part) => part.books);
  const others = parts.flatMap((part) => part.others);
  const all = [...books, ...others];
  return { ...last, books, others, all, byId: new Map(all.map((book) => [book.goodreads_id, book])) };
}

/** The text of an answer, put together as it comes: `response.text()` does it in one task. @param {Response} response */
export async function textOf(response) {
  if (!response.body) return response.text();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  const parts = [];
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    parts.push(decoder.decode(value, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}
