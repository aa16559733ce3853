import assert from "node:assert/strict";
import { test } from "node:test";

import { changesNote } from "../../../../chalicelib/web/static/job/changes.js";
import { filterBooks } from "../../../../chalicelib/web/static/models/filters.js";
import { book, libraryOf, many } from "../libraries.js";

const SINCE = "2026-05-03T23:30:00Z";
const NONE = { count: 0, books: [] };

/** A library of two read and one other book, and its ids. */
function updated(changes) {
  const books = many(2, { reading_status: "read" });
  const other = book({ reading_status: "to-read" });
  const ids = [...books, other].map(({ goodreads_id }) => goodreads_id);
  return libraryOf(books, [other], { previous_export_timestamp: SINCE, changes: changes(ids) });
}

const words = (library) =>
  changesNote(library)
    .map((part) => (typeof part === "string" ? part : part.words))
    .join("");

test("each change is a link to as many books as it says", () => {
  const library = updated(([a, b, c]) => ({ finished: [a, b], rated: [b], added: [c], gone: { count: 3, books: [] } }));
  assert.equal(words(library), "Since 3 May 2026: 2 finished, 1 rated, 1 added, 3 gone.");
  const hrefs = changesNote(library).flatMap((part) => (typeof part === "string" ? [] : [part.href]));
  assert.deepEqual(hrefs, [
    "#/books?changed=finished",
    "#/books?status=all&changed=rated",
    "#/books?status=all&changed=added",
    "#/gone",
  ]);
  assert.equal(filterBooks(library.all, { changed: "finished" }).length, 2);
});

test("nothing is told of what did not change, nor of a first export", () => {
  assert.equal(
    words(updated(() => ({ finished: [], rated: [], added: [], gone: NONE }))),
    "Since 3 May 2026: nothing has changed.",
  );
  assert.equal(words(updated(([a]) => ({ finished: [a], gone: NONE }))), "Since 3 May 2026: 1 finished.");
  assert.equal(changesNote(libraryOf([], [], { changes: null, previous_export_timestamp: null })), null);
  assert.equal(changesNote(libraryOf([])), null);
});

test("changes of another shape, and of books that are not there, are no changes", () => {
  for (const changes of ["x", 7, [], { finished: "abc", rated: [1, null, {}], added: { length: 3 }, gone: "x" }]) {
    assert.equal(words(updated(() => changes)), "Since 3 May 2026: nothing has changed.");
  }
  assert.equal(
    words(updated(() => ({ added: ["no such id", "constructor"] }))),
    "Since 3 May 2026: nothing has changed.",
  );
});
