import assert from "node:assert/strict";
import { test } from "node:test";

import { OwnCorrections } from "../../../../chalicelib/web/static/corrections/own-corrections.js";
import { book, libraryOf } from "../libraries.js";

const JOB = "job";

/** The corrections of a job, with a server that answers as it is told. */
function begin({ token, kept = null, answers = [], full = false, metadata = {} } = {}) {
  const held = { text: kept };
  const sent = [];
  const shown = [];
  const own = new OwnCorrections(JOB, {
    read: () => held.text,
    keep: (_, text) => {
      if (!full) held.text = text;
      return !full;
    },
    tokenOf: () => token,
    send: async (_, with_, body) => {
      sent.push([with_, JSON.parse(body).books.map(({ goodreads_id: id, genres }) => [id, genres])]);
      const answer = answers.shift();
      if (answer) throw answer;
    },
    explain: (error) => error.message,
  });
  own.onChange = (library) => shown.push(library);
  const raw = libraryOf([book({ goodreads_id: "1", genres: ["Fantasy"] }), book({ goodreads_id: "2" })], [], metadata);
  const library = own.show(raw);
  return { own, held, sent, shown, raw, library };
}

test("without the key a correction is kept in the browser alone, and shown at once", async () => {
  const { own, held, sent, shown, library } = begin();
  await own.set(library.books[0], { genres: ["War"] });
  assert.deepEqual(sent, []);
  assert.deepEqual(shown.at(-1).books[0].genres, ["War"]);
  assert.match(own.said, /^Kept in this browser only/);
  const next = begin({ kept: held.text });
  assert.deepEqual(next.library.books[0].genres, ["War"]);
  assert.equal(next.own.of(next.library.books[0]).genres[0], "War");
  await next.own.set(next.library.books[0], null);
  assert.deepEqual(next.shown.at(-1).books[0].genres, ["Fantasy"]);
});

test("with the key it is saved, and not kept any longer", async () => {
  const { own, held, sent, shown, library } = begin({ token: "t" });
  await own.set(library.books[0], { genres: ["War"] });
  assert.deepEqual(sent, [["t", [["1", ["War"]]]]]);
  assert.deepEqual([held.text, own.said], [null, "Saved with your dashboard."]);
  assert.deepEqual(shown.at(-1).books[0].genres, ["War"]);
  await own.set(library.books[1], { genres: [] });
  assert.deepEqual(sent[1][1], [
    ["1", ["War"]],
    ["2", []],
  ]);
  await own.setAll([]);
  assert.deepEqual(shown.at(-1).books[0].genres, ["Fantasy"]);
});

test("what the server did not take stays here, is told, and is sent on the next visit", async () => {
  const { own, held, library } = begin({ token: "t", answers: [new Error("Busy.")] });
  await own.set(library.books[0], { genres: ["War"] });
  assert.equal(own.said, "Kept in this browser only. Busy.");
  const running = begin({ token: "t", kept: held.text, metadata: { status: "processing" } });
  await running.own.sending;
  assert.deepEqual(running.sent, []);
  const next = begin({ token: "t", kept: held.text });
  await next.own.sending;
  assert.equal(next.sent.length, 1);
  assert.equal(next.held.text, null);
});

test("of two corrections at once the server gets both in the end", async () => {
  const { own, sent, shown, library } = begin({ token: "t" });
  own.set(library.books[0], { genres: ["War"] });
  await own.set(library.books[1], { genres: ["Peace"] });
  assert.deepEqual(sent.at(-1)[1], [
    ["1", ["War"]],
    ["2", ["Peace"]],
  ]);
  assert.deepEqual(shown.at(-1).books[1].genres, ["Peace"]);
  assert.equal(own.unsaved, null);
});

test("where nothing can be kept, and where something else is kept, the page says so or goes on", async () => {
  const full = begin({ full: true });
  await full.own.set(full.library.books[0], { genres: ["War"] });
  assert.match(full.own.said, /keeps nothing/);
  const broken = begin({ kept: "no JSON" });
  assert.deepEqual([broken.own.unsaved, broken.held.text], [null, null]);
});

test("corrections of books that are not in the library are not sent, and kept until the others are saved", async () => {
  const kept = JSON.stringify({ version: 1, books: [{ goodreads_id: "gone", genres: ["War"] }] });
  const { own, sent, library } = begin({ kept });
  await own.set(library.books[0], { genres: ["War"] });
  assert.deepEqual(
    own.unsaved.map(({ goodreads_id: id }) => id),
    ["gone", "1"],
  );
  const later = begin({ kept, token: "t" });
  await later.own.sending;
  assert.deepEqual(later.sent, [["t", []]]);
  assert.deepEqual(sent, []);
});

test("a library that was asked for before a correction was saved does not undo it", async () => {
  const { own, raw, sent, library } = begin({ token: "t" });
  const before = own.saved;
  await own.set(library.books[0], { genres: ["War"] });
  assert.deepEqual(own.show(raw, before).books[0].genres, ["War"]);
  await own.set(library.books[1], { genres: ["Poetry"] });
  assert.deepEqual(sent.at(-1)[1], [
    ["1", ["War"]],
    ["2", ["Poetry"]],
  ]);
  assert.deepEqual(own.show(raw).books[0].genres, ["Fantasy"]);
});

test("without the key, what another tab has kept meanwhile stays", async () => {
  const { own, held, library } = begin();
  held.text = JSON.stringify({ version: 1, books: [{ goodreads_id: "2", genres: ["Poetry"] }] });
  await own.set(library.books[0], { genres: ["War"] });
  assert.deepEqual(
    JSON.parse(held.text)
      .books.map(({ goodreads_id: id }) => id)
      .sort(),
    ["1", "2"],
  );
});

test("without the key, a correction follows its book to another site's id", async () => {
  const kept = { goodreads_id: "old", isbn13: null, title: "Dune", author: "Frank Herbert", genres: ["War"] };
  const { own } = begin({ kept: JSON.stringify({ version: 1, books: [kept] }) });
  const moved = libraryOf([book({ goodreads_id: "new", title: "Dune", author: "Frank Herbert" })]);
  const [dune] = own.show(moved).books;
  assert.deepEqual(dune.genres, ["War"]);
  await own.set(dune, null);
  assert.deepEqual(own.list(), []);
});

test("a library without anything new is not made again, so what was counted of it stays", async () => {
  const { own, raw, shown, library } = begin({ token: "t" });
  assert.equal(own.library(raw), library);
  await own.set(library.books[0], { genres: ["War"] });
  const [set, sent] = shown;
  assert.equal(set, sent);
  assert.notEqual(set, library);
});
