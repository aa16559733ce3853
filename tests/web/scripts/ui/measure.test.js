import assert from "node:assert/strict";
import { test } from "node:test";

import { measureBy } from "../../../../chalicelib/web/static/ui/measure.js";

/** A font where CJK is twice as wide as the rest, and a joined emoji or a letter with its accent is one. */
const widthOf = (text) =>
  [...new Intl.Segmenter("en").segment(text)].reduce(
    (sum, { segment }) => sum + (/[\u3000-\u9fff]|\p{Emoji_Presentation}/u.test(segment) ? 2 : 1),
    0,
  );
const { fit } = measureBy(widthOf);

test("a text is cut to the room it has, not to a number of letters", () => {
  const cases = [
    ["Short", 10, "Short"],
    ["Exactly 10", 10, "Exactly 10"],
    ["Longer than ten", 10, "Longer th…"],
    ["One two three", 5, "One…"], // no space before the ellipsis
    ["銀河鉄道の夜", 12, "銀河鉄道の夜"],
    ["銀河鉄道の夜", 10, "銀河鉄道…"],
    ["👩‍👩‍👧‍👦 family", 4, "👩‍👩‍👧‍👦…"],
    ["e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…"],
    ["Anything", 1, ""],
    ["Anything", 0, ""],
    ["", 0, ""],
  ];
  for (const [text, room, shown] of cases) assert.equal(fit(text, room), shown, `${text} in ${room}`);
});

test("what is shown never is wider than the room, whatever the text", () => {
  for (const text of ["x".repeat(5000), "書".repeat(300), "a b ".repeat(90), "مرحبا ".repeat(40), "😀".repeat(80)]) {
    for (let room = 2; room < 90; room += 3) {
      const shown = fit(text, room);
      assert.ok(widthOf(shown) <= room, `${text.slice(0, 5)} in ${room}`);
      assert.ok(shown.endsWith("…") || shown === "");
    }
  }
});
