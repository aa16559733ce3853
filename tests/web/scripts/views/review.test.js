import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeEntities, parseReview } from "../../../../chalicelib/web/static/views/review.js";

const br = { tag: "br", href: null, parts: [] };
const mark = (tag, ...parts) => ({ tag, href: null, parts });
const textOf = (parts) =>
  parts.map((part) => (typeof part === "string" ? part : part.tag === "br" ? "\n" : textOf(part.parts))).join("");
const depthOf = (parts) =>
  Math.max(0, ...parts.map((part) => (typeof part === "string" ? 0 : 1 + depthOf(part.parts))));

test("a harmless mark becomes a branch", () => {
  const cases = [
    ["Fine.", ["Fine."]],
    ["", []],
    ["One.<br/>Two.<br>Three.<br />Four.", ["One.", br, "Two.", br, "Three.", br, "Four."]],
    ["One.<br/>\nTwo.\nThree.", ["One.", br, "Two.\nThree."]],
    ["A <b>very</b> <EM>good</EM> book", ["A ", mark("b", "very"), " ", mark("em", "good"), " book"]],
    ["<b>bold <i>and more</i></b>", [mark("b", "bold ", mark("i", "and more"))]],
    ["<strike>old</strike>", [mark("s", "old")]],
    ["<p>One</p><p>Two", [mark("p", "One"), mark("p", "Two")]],
    ["<p>One<p>Two", [mark("p", "One"), mark("p", "Two")]],
    ["<spoiler>He did it.</spoiler>", [mark("spoiler", "He did it.")]],
  ];
  for (const [text, tree] of cases) assert.deepEqual(parseReview(text), tree, text);
});

test("everything else stays the text it is", () => {
  const cases = [
    "<script>window.pwned = true</script>",
    "<img src=x onerror='window.pwned = true'>",
    '<b onclick="window.pwned = true">',
    "<b style='position:fixed'>",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example>",
    "<!-- a comment -->",
    "1 < b > 2, a<b, <3",
    "</b>",
    "</a>",
    "<a onclick=steal()>",
    "<a href=https://unquoted.example>",
    "< b>",
    "<b",
    "<br",
    "<constructor></constructor>",
  ];
  for (const text of cases) assert.deepEqual(parseReview(text), [text], text);
});

test("marks that cross or stay open lose no word and show no mark", () => {
  const cases = [
    ["<b>one <i>two</b> three</i> four", [mark("b", "one ", mark("i", "two")), " three four"]],
    ["<b>one <i>two", [mark("b", "one ", mark("i", "two"))]],
    ["<b>one</b></b>", [mark("b", "one"), "</b>"]],
  ];
  for (const [text, tree] of cases) assert.deepEqual(parseReview(text), tree, text);
});

test("a link keeps the address as it was written, and only that", () => {
  const link = (href, ...parts) => ({ tag: "a", href, parts });
  const cases = [
    ['<a href="https://x.example/?a=1&amp;b=2" rel="nofollow" target="_blank">x</a>', "https://x.example/?a=1&b=2"],
    ["<a rel='nofollow' href='https://x.example/'>x</a>", "https://x.example/"],
    ['<A HREF="javascript:alert(1)">x</A>', "javascript:alert(1)"], // whoever draws it decides
    ['<a title="x">x</a>', null],
    ['<a data-href="https://x.example">x</a>', null],
    ["<a>x</a>", null],
  ];
  for (const [text, href] of cases) assert.deepEqual(parseReview(text), [link(href, "x")], text);
});

test("an entity is decoded once, and never makes a mark", () => {
  const cases = [
    ["&amp;", "&"],
    ["&amp;lt;", "&lt;"],
    ["&lt;b&gt;", "<b>"],
    ["&#39;&#x2019;&quot;", "'’\""],
    ["caf&eacute;", "caf&eacute;"],
    ["&constructor;", "&constructor;"],
    ["&#0;&#xd800;&#x110000;&#9999999;", "&#0;&#xd800;&#x110000;&#9999999;"],
    ["R&D; AT&T", "R&D; AT&T"],
  ];
  for (const [text, words] of cases) {
    assert.equal(decodeEntities(text), words);
    assert.deepEqual(parseReview(text), [words], text);
  }
});

test("the text of a tree is the text of the review, whatever the marks do", () => {
  const pieces = ["<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<br/>", "<spoiler>", "</spoiler>", "<blockquote>"];
  const words = ["one ", "two", "\n", "<script>", "</div>", "<", ">", "&", '"', "書", "😀", "<b x>"];
  const stripped = (text) => text.replace(/<\/?(?:b|i|p|spoiler|blockquote)>|<br\/>\n?|\n/g, "");
  let seed = 1;
  const chance = (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 2000; round += 1) {
    const all = [...pieces, ...words];
    const text = Array.from({ length: chance(30) }, () => all[chance(all.length)]).join("");
    assert.equal(stripped(textOf(parseReview(text))), stripped(text), text);
  }
});

test("ten thousand marks inside each other are neither deep nor slow", () => {
  const many = 10_000;
  for (const text of [
    `${"<b>".repeat(many)}deep${"</b>".repeat(many)}`,
    `${"<blockquote><i>".repeat(many)}deep`,
    `deep${"</i>".repeat(many)}`,
    `${"<i>".repeat(many)}${"</b>".repeat(many)}deep`,
    `deep${'<a href="'.repeat(many)}`,
    `deep<a${" ".repeat(many)}`,
  ]) {
    const started = performance.now();
    const tree = parseReview(text);
    assert.ok(performance.now() - started < 500, text.slice(0, 20));
    assert.ok(depthOf(tree) <= 16);
    assert.match(textOf(tree), /deep/);
  }
  assert.equal(textOf(parseReview(`${"<b>".repeat(many)}deep${"</b>".repeat(many)}`)), "deep");
});
