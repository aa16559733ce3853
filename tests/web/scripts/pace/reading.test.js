import assert from "node:assert/strict";
import { test } from "node:test";

import { readLibrary } from "../../../../chalicelib/web/static/models/library.js";
import { Cutter, readInPieces, textsOf } from "../../../../chalicelib/web/static/pace/reading.js";

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

/** A text as it may come: in parts of a few letters. */
const torn = (text, size) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, part) => text.slice(part * size, (part + 1) * size));

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
    const text = JSON.stringify(json);
    assert.deepEqual(await readInPieces([text]), readLibrary(json));
    assert.deepEqual(await readInPieces(torn(text, 7)), readLibrary(json));
    assert.deepEqual(await readInPieces([JSON.stringify(json, null, 2)]), readLibrary(json)); // cannot be cut
  });
}

test("a large text is cut into pieces of about one size, each whole books", () => {
  const text = JSON.stringify(dashboard(books(1, 3000), books(5000, 2000)));
  for (const size of [100_000, 37]) {
    const cutter = new Cutter(10_000);
    const pieces = torn(text, size).flatMap((part) => cutter.add(part));
    assert.ok(cutter.end().length < 400);
    assert.equal(cutter.lists, 2);
    assert.equal(pieces.flatMap((piece) => JSON.parse(`[${piece.text}]`)).length, 4998);
    assert.ok(pieces.every((piece) => piece.text.length < 10_100));
    if (size > 10_000) assert.ok(pieces.length < text.length / 10_000 + 2);
  }
});

test("what stands before the books is told while they are still to come", async () => {
  const { books: read, other_books: others, ...head } = dashboard(books(1, 3000), books(5000, 2000));
  /** What was told of a text, and how much of it had been asked for by then. */
  const told = async (text, size) => {
    const heads = [];
    let asked = 0;
    const parts = function* () {
      for (const part of torn(text, size)) {
        asked += part.length;
        yield part;
      }
    };
    await readInPieces(parts(), (json) => heads.push({ json, asked }));
    return heads;
  };
  const first = JSON.stringify({ ...head, books: read, other_books: others });
  assert.deepEqual(
    (await told(first, 1000)).map(({ json, asked }) => [json, asked]),
    [[{ ...head, books: [] }, 1000]],
  );
  const late = await told(JSON.stringify({ books: read, other_books: others, ...head }), 1000);
  assert.deepEqual(
    late.map(({ json }) => json),
    [{ books: [] }],
  );
  assert.deepEqual(await told(JSON.stringify({ ...head, books: [], other_books: [] }), 1000), []);
  assert.deepEqual(await told(JSON.stringify({ metadata: { first: read }, books: others }), 1000), []);
});

test("what is no JSON is refused", async () => {
  await assert.rejects(readInPieces(["<html>"]), SyntaxError);
  await assert.rejects(readInPieces([JSON.stringify(dashboard(books(1, 50), [])).slice(0, -1)]), SyntaxError);
});

test("an answer reads the same, wherever its letters are torn apart on the way", async () => {
  const json = dashboard([book(1, { title: "Übermäßig 📚" })], books(2, 3));
  const bytes = new TextEncoder().encode(JSON.stringify(json));
  const stream = new ReadableStream({
    start(out) {
      for (const byte of bytes) out.enqueue(new Uint8Array([byte]));
      out.close();
    },
  });
  assert.deepEqual(await readInPieces(textsOf(new Response(stream))), readLibrary(json));
});

test("an answer that breaks off is refused", async () => {
  const broken = new ReadableStream({ start: (stream) => stream.error(new TypeError("network")) });
  await assert.rejects(readInPieces(textsOf(new Response(broken))), TypeError);
});
