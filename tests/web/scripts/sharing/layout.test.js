import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutOf, SIZES } from "../../../../chalicelib/web/static/sharing/layout.js";
import { LINE } from "../../../../chalicelib/web/static/sharing/lettering.js";
import { pictureOf } from "../../../../chalicelib/web/static/sharing/picture.js";
import { yearsOf } from "../../../../chalicelib/web/static/models/stats.js";
import { anyLibrary, book, chance, largeLibrary, libraryOf } from "../libraries.js";

/** A font as wide as letters come: a Chinese letter takes the whole of its size, others most of it. */
const widthOf = (text, { size, spacing = 0 }) =>
  [...text].reduce(
    (sum, letter) => sum + size * ((/[\u2e80-\u9fff\uac00-\ud7af]/.test(letter) ? 1 : 0.64) + spacing),
    0,
  );

const CLOSE = 0.01;
const inside = (inner, outer) =>
  inner.x >= outer.x - CLOSE &&
  inner.y >= outer.y - CLOSE &&
  inner.x + inner.wide <= outer.x + outer.wide + CLOSE &&
  inner.y + inner.tall <= outer.y + outer.tall + CLOSE;
const apart = (a, b) =>
  a.x + a.wide <= b.x + CLOSE ||
  b.x + b.wide <= a.x + CLOSE ||
  a.y + a.tall <= b.y + CLOSE ||
  b.y + b.tall <= a.y + CLOSE;

const textsOf = ({ parts }) => parts.flatMap((part) => (part.kind === "text" ? [part] : (part.texts ?? [])));

/** Every text has room in its box, every box in what it belongs to, and no two share a place. */
function check(layout, what) {
  const edge = { x: 60, y: 60, wide: layout.wide - 120, tall: layout.tall - 120 };
  for (const { box, text, type, turned } of textsOf(layout)) {
    const [along, across] = turned ? [box.tall, box.wide] : [box.wide, box.tall];
    assert.ok(widthOf(text, type) <= along + CLOSE, `${what}: "${text}" is wider than its ${along}`);
    assert.ok(type.size <= across + CLOSE && type.size >= 9, `${what}: "${text}" of ${type.size} in ${across}`);
    assert.ok(text !== "" && !/[\n\t]|undefined|null|NaN/.test(text), `${what}: "${text}"`);
  }
  for (const part of layout.parts) {
    for (const value of Object.values(part.box)) assert.ok(Number.isFinite(value), `${what}: ${JSON.stringify(part)}`);
    assert.ok(part.box.wide > 0 && part.box.tall > 0, `${what}: ${JSON.stringify(part)}`);
    assert.ok(inside(part.box, edge), `${what}: ${JSON.stringify(part)} leaves the picture`);
    for (const text of part.texts ?? []) assert.ok(inside(text.box, part.box), `${what}: ${text.text} leaves its book`);
    const own = part.texts ?? [];
    for (const text of own) for (const other of own) assert.ok(text === other || apart(text.box, other.box), what);
  }
  const boxes = layout.parts.map(({ box }) => box).sort((a, b) => a.y - b.y);
  boxes.forEach((box, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next].y < box.y + box.tall; next += 1) {
      assert.ok(apart(box, boxes[next]), `${what}: ${JSON.stringify(box)} and ${JSON.stringify(boxes[next])}`);
    }
  });
}

/** Both sizes, with spines and with covers, of a whole library and of each of its years. */
function checkAll(library, what) {
  for (const year of [null, ...yearsOf(library.books)]) {
    const picture = pictureOf(library, year);
    if (!picture) continue;
    for (const size of Object.keys(SIZES))
      for (const covers of [false, true])
        check(layoutOf(picture, size, covers, widthOf), `${what}, ${year}, ${size}, ${covers ? "covers" : "spines"}`);
  }
}

const TITLES = [
  "It",
  "",
  "???",
  "The Left Hand of Darkness (Hainish Cycle, #4)",
  "(untitled)",
  "The Hundred-Year-Old Man Who Climbed Out of the Window and Disappeared: A Novel, and What Came Then",
  "銀河鉄道の夜と、その他の物語についての長い長い題名がここに続きます。まだ続きます",
  "百年の孤独",
  "مائة عام من العزلة والكتاب الطويل جدا الذي لا ينتهي أبدا",
  "\u202eevil\u202c שלום",
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  "x".repeat(5000),
  "two\nlines\tand a tab",
  "👩‍👩‍👧‍👦 family 😀",
];
const GENRES = [
  "Fantasy",
  "Contemporary Historical Metafiction of the Long Nineteenth Century",
  "文".repeat(90),
  "شعر".repeat(40),
];

/** A library of awkward texts, all of one year. */
function awkward(count, seed) {
  const next = chance(seed);
  const pick = (values) => values[Math.floor(next() * values.length)];
  const genre = pick(GENRES);
  return libraryOf(
    Array.from({ length: count }, (_, index) =>
      book({
        read: `2024-03-${String(1 + (index % 28)).padStart(2, "0")}`,
        title: pick(TITLES),
        author: pick(TITLES),
        num_pages: pick([null, 1, 90, 300, 1200, 99_999]),
        my_rating: pick([null, 3, 5, 5]),
        genres: pick([[], [genre], [genre, "Fiction"]]),
      }),
    ),
  );
}

test("every text fits and nothing overlaps, however long the titles and genres", () => {
  for (let seed = 1; seed <= 40; seed += 1) checkAll(awkward(1 + (seed % 17), seed), `seed ${seed}`);
});

test("the same with as many books as a library has", () => {
  for (const count of [1, 4, 5, 47, 120, 400, 1000]) checkAll(awkward(count, count), `${count} books`);
  checkAll(largeLibrary(1500), "a large library");
});

test("the same for any small library, with whatever it lacks", () => {
  for (let seed = 1; seed <= 120; seed += 1) checkAll(anyLibrary(seed), `seed ${seed}`);
});

test("both sizes are what apps take", () => {
  const picture = pictureOf(awkward(9, 1), 2024);
  const sizes = Object.keys(SIZES).map((name) => layoutOf(picture, name, false, widthOf));
  assert.deepEqual(
    sizes.map(({ wide, tall }) => [wide, tall]),
    [
      [1080, 1350],
      [1080, 1920],
    ],
  );
});

const shown = (layout, kind) => layout.parts.filter((part) => part.kind === kind);
const words = (layout) => textsOf(layout).map(({ text }) => text);
const plain = (count, fields = {}) =>
  pictureOf(
    libraryOf(Array.from({ length: count }, () => book({ read: "2024-05-05", num_pages: 300, ...fields }))),
    2024,
  );

test("all books stand there, or it says how many do", () => {
  for (const covers of [false, true]) {
    const kind = covers ? "cover" : "spine";
    const few = layoutOf(plain(40), "post", covers, widthOf);
    assert.equal(shown(few, kind).length, 40);
    assert.ok(!words(few).some((text) => text.includes(" of ")));
    const many = layoutOf(plain(900), "post", covers, widthOf);
    const count = shown(many, kind).length;
    assert.ok(count > 30 && count < 900);
    assert.ok(words(many).includes(`The first ${count} of 900 books`), words(many).join());
  }
  const covers = shown(layoutOf(plain(900), "story", true, widthOf), "cover").length;
  assert.ok(covers <= 120, "each cover may be a request");
});

test("few books show their faces, and the shelves of many are about as full as each other", () => {
  const one = layoutOf(plain(1, { title: "Piranesi" }), "post", false, widthOf);
  assert.equal(shown(one, "spine").length, 0);
  assert.ok(words(one).includes("Piranesi"));
  const rows = Map.groupBy(shown(layoutOf(plain(48), "post", false, widthOf), "spine"), ({ box }) =>
    Math.round(box.y + box.tall),
  );
  const lengths = [...rows.values()].map((row) => row.length);
  assert.ok(lengths.length > 1 && Math.max(...lengths) - Math.min(...lengths) <= 2, lengths.join());
});

test("covers are asked for only where covers are chosen, in the size that they have", () => {
  const address = (name) => `https://covers.openlibrary.org/b/id/1-${name}.jpg`;
  const fields = { small_thumbnail_url: address("M"), thumbnail_url: address("L"), my_rating: 5 };
  const asked = (count, covers, size = "post") =>
    new Set(
      layoutOf(plain(count, fields), size, covers, widthOf).parts.flatMap(({ kind, address: own }) =>
        kind === "cover" ? [own] : [],
      ),
    );
  assert.deepEqual([...asked(40, false)], [null]);
  assert.deepEqual([...asked(60, true)], [address("M")]);
  assert.ok(asked(2, true, "story").has(address("L")));
});

test("what is not known is not there, and the books have its room", () => {
  const full = layoutOf(plain(30, { my_rating: 5, genres: ["Fantasy"] }), "post", false, widthOf);
  const bare = layoutOf(plain(30, { num_pages: null, author: "" }), "post", false, widthOf);
  assert.equal(shown(full, "stars")[0].stars, 5);
  assert.ok(words(full).includes("Fantasy") && words(full).includes("30 books with 5 stars"));
  assert.equal(shown(bare, "stars").length, 0);
  assert.ok(!words(bare).some((text) => /genre|page|author|–/i.test(text)), words(bare).join());
  const tallest = (layout) => Math.max(...shown(layout, "spine").map(({ box }) => box.tall));
  assert.ok(tallest(bare) > tallest(full));
});

test("lines are as tall as the letters of any script", () => {
  for (const { box, type, turned } of textsOf(layoutOf(plain(30, { my_rating: 4 }), "post", false, widthOf)))
    if (type.spacing === undefined)
      assert.ok((turned ? box.wide : box.tall) >= type.size * Math.min(LINE, 1.2) - CLOSE);
});

test("figures share the width, and none of them stands alone", () => {
  const rows = (told, size) => {
    const picture = {
      ...plain(30),
      figures: Array.from({ length: told }, (_, index) => ({ value: `7${index}`, name: "x" })),
    };
    const values = textsOf(layoutOf(picture, size, false, widthOf)).filter(({ text }) => /^7\d$/.test(text));
    assert.ok(Math.abs(Math.max(...values.map(({ box }) => box.x + box.wide)) - 1000) < CLOSE);
    return [...Map.groupBy(values, ({ box }) => Math.round(box.y)).values()].map(({ length }) => length);
  };
  assert.deepEqual(
    [1, 2, 3, 4].map((told) => rows(told, "post")),
    [[1], [2], [3], [4]],
  );
  assert.deepEqual(
    [1, 2, 3, 4].map((told) => rows(told, "story")),
    [[1], [2], [3], [2, 2]],
  );
});

test("books have the size that their room allows", () => {
  const [one] = shown(layoutOf(plain(1), "post", false, widthOf), "cover");
  assert.ok(one.box.tall > 390, "one book stands as tall as a shelf can be");
  const four = shown(layoutOf(plain(4), "post", false, widthOf), "cover");
  assert.ok(Math.abs(four.at(-1).box.x + four.at(-1).box.wide - 1000) < CLOSE, "four are as wide as the shelf");
  const nine = shown(layoutOf(plain(9, { my_rating: 5 }), "post", true, widthOf), "cover").filter(
    ({ box }) => box.y < 900,
  );
  assert.equal(new Set(nine.map(({ box }) => box.y)).size, 1, "nine covers are one full row, not eight and one");
});

test("every shelf of more than a handful of books is full", () => {
  for (let count = 8; count <= 120; count += 1) {
    const books = Array.from({ length: count }, (_, number) =>
      book({ read: "2024-05-05", num_pages: 150 + ((number * 53) % 700) }),
    );
    for (const name of Object.keys(SIZES)) {
      const { parts, wide } = layoutOf(pictureOf(libraryOf(books), 2024), name, false, widthOf);
      /** @type {Map<number, number>} where the last spine of each shelf ends */
      const ends = new Map();
      for (const { kind, box } of parts) {
        if (kind === "spine") ends.set(Math.round(box.y + box.tall), box.x + box.wide);
      }
      for (const end of ends.values()) assert.ok(end > wide - 110, `${count} books, ${name}: ${end}`);
    }
  }
});
