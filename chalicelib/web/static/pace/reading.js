/**
 * Reading the answer of `GET data/<job_id>` while it comes, in pieces: parsing the JSON of 15,000 books at once takes a
 * phone most of a second, in which it does nothing else. The text is cut between books and each piece is read in its time.
 * What stands before the books, the summary, can be shown before they are there.
 */

import { readLibrary } from "../models/library.js";
import { inPieces, nextTask, pacer } from "./tasks.js";

/** @typedef {import("../models/types.js").Library} Library */

const PIECE = 150_000; // letters of a piece
// No text of a library can hold these: inside a string, a quotation mark has a backslash before it.
const FIRST = '[{"goodreads_id":';
const NEXT = '},{"goodreads_id":';

/**
 * Cuts a JSON text between the books of its lists, as it comes. A list ends somewhere after its last book, which is why
 * the last book of each list stays in `rest` with all that is no book.
 */
export class Cutter {
  /** @param {number} [size] letters of a piece */
  constructor(size = PIECE) {
    this.size = size;
    /** The lists of books until now. */
    this.lists = 0;
    this.rest = "";
    this.buffer = "";
    this.searched = 0;
  }

  /**
   * Take more of the text. @param {string} text
   * @returns {{list: number, text: string}[]} some books each, in order, with the number of their list
   */
  add(text) {
    this.buffer += text;
    const pieces = [];
    for (;;) {
      const from = Math.max(0, this.searched - NEXT.length);
      const first = this.buffer.indexOf(FIRST, from);
      if (this.lists) pieces.push(...this.#books(first < 0 ? this.buffer.length : first));
      if (first < 0) {
        if (!this.lists) this.#pass();
        break;
      }
      const start = this.buffer.indexOf(FIRST); // again: books were taken away before it
      this.rest += this.buffer.slice(0, start + 1);
      this.buffer = this.buffer.slice(start + 1);
      this.searched = 0;
      this.lists += 1;
    }
    this.searched = this.buffer.length;
    return pieces;
  }

  /** Before the books, all but what may be the beginning of a list is no book. */
  #pass() {
    const end = Math.max(0, this.buffer.length - FIRST.length);
    this.rest += this.buffer.slice(0, end);
    this.buffer = this.buffer.slice(end);
  }

  /** The whole books before a place in the buffer. @param {number} end */
  #books(end) {
    const pieces = [];
    const last = this.buffer.lastIndexOf(NEXT, end);
    let at = 0;
    while (at <= last) {
      const cut = Math.min(this.buffer.indexOf(NEXT, Math.min(at + this.size, last)), last);
      pieces.push({ list: this.lists - 1, text: this.buffer.slice(at, cut + 1) });
      at = cut + 2;
    }
    this.buffer = this.buffer.slice(at);
    return pieces;
  }

  /** What the text says before its first list of books, as JSON without any; null when there was none yet. */
  head() {
    if (this.lists !== 1) return null;
    try {
      return JSON.parse(`${this.rest}]}`);
    } catch {
      return null; // the list stands somewhere deeper
    }
  }

  /** The text without all pieces. */
  end() {
    return this.rest + this.buffer;
  }
}

/**
 * @param {AsyncIterable<string>|Iterable<string>} texts a dashboard's JSON as it comes
 * @param {(json: any) => void} [onHead] what comes before the books, when more than that has still to come
 * @returns {Promise<Library>}
 */
export async function readInPieces(texts, onHead = () => {}) {
  const cutter = new Cutter();
  const breathe = pacer();
  const all = [];
  /** @type {any[][]} */
  const lists = [];
  let told = false;
  for await (const text of texts) {
    all.push(text);
    for (const piece of cutter.add(text)) {
      (lists[piece.list] ??= []).push(JSON.parse(`[${piece.text}]`));
      await breathe();
    }
    const head = told ? null : cutter.head();
    if (head) onHead(head);
    told ||= cutter.lists > 0;
    await breathe();
  }
  const json = JSON.parse(cutter.end());
  const names = Object.keys(json).filter((name) => json[name]?.[0]?.goodreads_id !== undefined);
  if (names.length !== cutter.lists) return readLibrary(JSON.parse(all.join(""))); // books where no list of books belongs
  const books = lists.flatMap((pieces, list) => pieces.map((piece) => ({ [names[list]]: piece })));
  const parts = await inPieces(books, (piece) => readLibrary({ ...json, books: [], other_books: [], ...piece }));
  const library = together([...parts, readLibrary(json)]);
  await nextTask(); // what is done with it is no part of this
  return library;
}

/** One library of its parts, in order. @param {Library[]} parts */
function together(parts) {
  const books = parts.flatMap((part) => part.books);
  const others = parts.flatMap((part) => part.others);
  const all = [...books, ...others];
  return {
    ...parts[parts.length - 1],
    books,
    others,
    all,
    byId: new Map(all.map((book) => [book.goodreads_id, book])),
  };
}

/** The text of an answer as it comes, in pieces: a browser may hand over megabytes at once. @param {Response} response */
export async function* textsOf(response) {
  if (!response.body) {
    yield await response.text();
    return;
  }
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (let at = 0; at < value.length; at += PIECE) {
      yield decoder.decode(value.subarray(at, at + PIECE), { stream: true });
    }
  }
  yield decoder.decode();
}
