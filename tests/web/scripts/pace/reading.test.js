import assert from "node:assert/strict";
import { test } from "node:test";

import { readLibrary } from "../../../../chalicelib/web/static/models/library.js";
import { cut, readInPieces, textOf } from "../../../../chalicelib/web/static/pace/reading.js";

const HOSTILE = [
  '},{"goodreads_id":"1"',
  '[{"goodreads_id":"1"',
  '\\"},{\\"goodreads_id\\":',
  "}]",
  "\u2028",
  "📚".repeat(50),
];

const book = (number, more = {}) => ({ goodreads_id: String(number), title: `Book ${number}`, author: "Ann", ...more });
const books = (from, count) => Array.from({ length: count }, (_, index) => book(from + index));
const dashboard = (read, others, more = {}) => ({
  export_id: "e",
  books: read,
  other_books: others,
  summary: { total_books: read.length },
  metadata: { status: "complete" },
  ...more,
});

for (const [name, json] of [
  ["no book", dashboard([], [])],
  ["one book", dashboard(books(1, 1), [])],
  ["one other book", dashboard([], books(1, 1))],
  ["one of each", dashboard(books(1, 1), books(2, 1))],
  ["two of each", dashboard(books(1, 2), books(3, 2))],
  ["many", dashboard(books(1, 3000), books(5000, 2000))],
  ["only others", dashboard([], books(1, 3000))],
  ["lists in another order", { other_books: books(1, 1200), metadata: {}, books: books(2000, 1500) }],
  [
    "hostile texts",
    dashboard(
      HOSTILE.map((title, at) => book(at, { title })),
      [book(9, { my_review: HOSTILE.join() })],
    ),
  ],
  ["books in other places", dashboard(books(1, 5), books(6, 5), { metadata: { first: books(1, 3) } })],
  ["an older server", { books: books(1, 5) }],
]) {
  test(`in pieces, ${name} reads as at once`, async () => {
    assert.deepEqual(await readInPieces(JSON.stringify(json)), readLibrary(json));
    assert.deepEqual(await readInPieces(JSON.stringify(json, null, 2)), readLibrary(json)); // cannot be cut
  });
}

test("a large text is cut into pieces of about one size, each whole books", () => {
  const text = JSON.stringify(dashboard(books(1, 3000), books(5000, 2000)));
  const { rest, pieces } = cut(text, 10_000);
  assert.ok(rest.length < 400);
  assert.equal(pieces.flatMap((piece) => JSON.parse(`[${piece.text}]`)).length, 4998);
  assert.ok(pieces.every((piece) => piece.text.length < 10_100));
  assert.ok(pieces.length < text.length / 10_000 + 2);
});

test("what is no JSON is refused", async () => {
  await assert.rejects(readInPieces("<html>"), SyntaxError);
  await assert.rejects(readInPieces(JSON.stringify(dashboard(books(1, 50), [])).slice(0, -1)), SyntaxError);
});

test("an answer reads the same, wherever its letters are torn apart on the way", async () => {
  const json = dashboard([book(1, { title: "Übermäßig 📚" })], books(2, 3));
  const bytes = new TextEncoder().encode(JSON.stringify(json));
  const torn = new ReadableStream({
    start(stream) {
      for (const byte of bytes) stream.enqueue(new Uint8Array([byte]));
      stream.close();
    },
  });
  assert.deepEqual(await readInPieces(await textOf(new Response(torn))), readLibrary(json));
});

test("an answer that breaks off is refused", async () => {
  const broken = new ReadableStream({ start: (stream) => stream.error(new TypeError("network")) });
  await assert.rejects(textOf(new Response(broken)), TypeError);
});
