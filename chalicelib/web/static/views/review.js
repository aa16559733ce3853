/**
 * A review as a tree. Goodreads writes line breaks, emphasis and spoilers as marks that look like HTML. A short list of
 * harmless ones becomes branches of the tree; everything else stays the text it is. Pure: no document, no markup out.
 */

/**
 * @typedef {string | Mark} Part
 * @typedef {{tag: string, href: string|null, parts: Part[]}} Mark `href` as it was written, of an "a" only
 */

/** What a mark is called here. */
const NAMES = new Map([
  ...["b", "strong", "i", "em", "u", "s", "del", "p", "blockquote", "spoiler", "a", "br"].map(
    (name) => /** @type {[string, string]} */ ([name, name]),
  ),
  ["strike", "s"],
]);
const DEEPEST = 16; // marks inside of so many others change nothing that a reader could see

// Only a link may carry attributes, of which the address alone is kept. No "<" inside, so no text is read twice.
const MARK =
  /<(\/?)(b|strong|i|em|u|s|del|strike|p|blockquote|spoiler)>|<(br)\s{0,9}\/?>|<(a)((?:\s{1,9}[a-z-]{1,30}\s{0,9}=\s{0,9}(?:"[^"<>]{0,2000}"|'[^'<>]{0,2000}'))*)\s{0,9}>|<\/(a)>/gi;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi;
/** @type {Record<string, string>} */
const ENTITIES = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
};

/** Each entity once: "&amp;lt;" is "&lt;". One that is not known stays as it is. @param {string} text */
export function decodeEntities(text) {
  return text.replace(ENTITY, (whole, decimal, hex, name) => {
    if (name) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    const isLetter = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isLetter || code === 9 || code === 10 ? String.fromCodePoint(code) : whole;
  });
}

/**
 * The tree of a review. Marks may be left open, cross each other or be nested without end: nothing of the text is lost, and
 * no branch is deeper than a person could write.
 * @param {string} text @returns {Part[]}
 */
export function parseReview(text) {
  /** @type {Part[]} */
  const root = [];
  /** @type {{tag: string, parts: Part[]}[]} the open marks, outermost first */
  const open = [];
  /** @type {Map<string, number>} */
  const opened = new Map(); // how many of each are open
  /** @type {Map<string, number>} */
  const cut = new Map(); // how many were closed by a mark around them, so that their own end is still to come
  /** @param {Map<string, number>} counts @param {string} tag @param {number} change */
  const count = (counts, tag, change) => counts.set(tag, (counts.get(tag) ?? 0) + change);
  const here = () => open.at(-1)?.parts ?? root;
  /** @param {string} words */
  const say = (words) => {
    const decoded = decodeEntities(words);
    if (!decoded) return;
    const parts = here();
    const last = parts.at(-1);
    if (typeof last === "string") parts[parts.length - 1] = last + decoded;
    else parts.push(decoded);
  };
  /** @param {string} tag */
  const close = (tag) => {
    for (let top = open.pop(); top; top = open.pop()) {
      count(opened, top.tag, -1);
      if (top.tag === tag) return;
      count(cut, top.tag, 1);
    }
  };
  let done = 0;
  for (const match of text.matchAll(MARK)) {
    const [raw, slash, plain, lineBreak, link, attributes, linkEnd] = match;
    say(text.slice(done, match.index));
    done = match.index + raw.length;
    const tag = NAMES.get((plain ?? lineBreak ?? link ?? linkEnd).toLowerCase()) ?? "";
    if (lineBreak) {
      here().push({ tag, href: null, parts: [] });
      if (text[done] === "\n") done += 1; // the same break, written twice
    } else if (slash || linkEnd) {
      if (opened.get(tag)) close(tag);
      else if (cut.get(tag)) count(cut, tag, -1);
      else say(raw);
    } else {
      if (tag === "p" && opened.get("p")) close("p");
      const parts = here();
      /** @type {Mark} */
      const mark = { tag, href: link ? hrefOf(attributes) : null, parts: [] };
      const shown = open.length < DEEPEST;
      if (shown) parts.push(mark);
      open.push({ tag, parts: shown ? mark.parts : parts });
      count(opened, tag, 1);
    }
  }
  say(text.slice(done));
  return root;
}

/** @param {string} attributes */
function hrefOf(attributes) {
  const match = HREF.exec(attributes);
  return match ? decodeEntities(match[1] ?? match[2] ?? "") : null;
}
