/**
 * Showing newer content in the place of older without the reader noticing more than that: what has the focus keeps it,
 * what is under the eyes stays there, what was opened stays open, and drawings stay until the new ones are ready.
 */

const ANCHORS = "[id], h1, h2, h3, li, tr, p, a";
const SETTLING_MS = 3000; // charts are drawn a little later than they are built
const READER_ACTS = ["wheel", "touchmove", "keydown", "pointerdown", "popstate"];

/** Stops holding the place of the change before. */
let letGo = () => {};

/**
 * Where an element stands, for finding its successor: by its id, or as one of its kind inside the nearest element that
 * has an id.
 * @param {Element} element @param {Element} root
 * @returns {{home: string|null, kind: string, index: number}}
 */
function placeOf(element, root) {
  const home = element.closest("[id]");
  const inside = home && home !== root && root.contains(home) ? home : root;
  const kind = kindOf(element);
  const alike = [...inside.querySelectorAll(element.localName)].filter((other) => kindOf(other) === kind);
  return { home: inside === root ? null : inside.id, kind, index: alike.indexOf(element) };
}

/** @param {Element} element */
const kindOf = (element) =>
  [element.localName, element.getAttribute("href") ?? "", element.getAttribute("name") ?? ""].join(" ");

/** @param {{home: string|null, kind: string, index: number}} place @param {Element} root @returns {Element|null} */
function elementAt({ home, kind, index }, root) {
  const inside = home === null ? root : root.querySelector(`#${CSS.escape(home)}`);
  if (!inside || index < 0) return inside === root ? null : inside;
  const alike = [...inside.querySelectorAll(kind.split(" ", 1)[0])].filter((other) => kindOf(other) === kind);
  return alike[index] ?? null;
}

/** The element that must not move: the focused one when it can be seen, else the topmost that can. @param {Element} root */
function anchorOf(root) {
  const seen = (/** @type {Element} */ element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top >= 0 && top < window.innerHeight;
  };
  const focused = document.activeElement;
  if (focused && focused !== root && root.contains(focused) && seen(focused)) return focused;
  return [...root.querySelectorAll(ANCHORS)].find(seen) ?? null;
}

/** @param {Element|null} element */
const selectionOf = (element) =>
  element instanceof HTMLInputElement && /^(text|search)$/.test(element.type)
    ? /** @type {const} */ ([element.selectionStart, element.selectionEnd])
    : null;

/**
 * Change what `root` holds, and put the reader back where they were.
 * @param {Element} root @param {() => void} change
 */
export function inPlace(root, change) {
  letGo();
  const active = document.activeElement;
  const focused = active && active !== root && root.contains(active) ? active : null;
  const focus = focused && { place: placeOf(focused, root), selection: selectionOf(focused) };
  const anchor = window.scrollY > 0 ? anchorOf(root) : null;
  const before = anchor && { place: placeOf(anchor, root), top: anchor.getBoundingClientRect().top };
  const scrolled = [...root.querySelectorAll(".table-scroll")]
    .filter((box) => box.scrollTop || box.scrollLeft)
    .map((box) => ({ place: placeOf(box, root), top: box.scrollTop, left: box.scrollLeft }));

  change();

  for (const { place, top, left } of scrolled) elementAt(place, root)?.scrollTo(left, top);
  if (focus && document.activeElement !== focused) {
    const next = elementAt(focus.place, root) ?? root;
    if (next instanceof HTMLElement || next instanceof SVGElement) next.focus({ preventScroll: true });
    if (next instanceof HTMLInputElement && focus.selection) next.setSelectionRange(...focus.selection);
  }
  if (before) hold(() => elementAt(before.place, root), before.top, root);
}

/**
 * Keep an element where it is in the window while what stands above it gets its size, until the reader does anything.
 * @param {() => Element|null} find @param {number} top @param {Element} root
 */
function hold(find, top, root) {
  const settle = () => {
    const element = find();
    const moved = element ? element.getBoundingClientRect().top - top : 0;
    if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: "instant" });
  };
  const over = new AbortController();
  const sizes = new ResizeObserver(settle);
  const timer = setTimeout(() => letGo(), SETTLING_MS);
  letGo = () => {
    clearTimeout(timer);
    sizes.disconnect();
    over.abort();
  };
  for (const act of READER_ACTS) addEventListener(act, letGo, { signal: over.signal, capture: true, passive: true });
  settle();
  sizes.observe(root);
}

/**
 * Prepare a newly built view to take the place of an older one of the same address.
 * @param {Element} old @param {Element} next not on the page yet
 */
export function carryOver(old, next) {
  keepCovers(old, next);
  for (const stage of old.querySelectorAll(".stage, .shelf-stage")) {
    const drawing = stage.querySelector(":scope > svg");
    const home = stage.closest("[id]");
    const selector = stage.classList.contains("stage") && home ? `#${CSS.escape(home.id)} .stage` : ".shelf-stage";
    const target = next.querySelector(selector);
    if (drawing && target && !target.querySelector("svg, .nothing")) target.replaceChildren(drawing);
  }
  for (const details of old.querySelectorAll("details[open]")) {
    const twin = elementAt(placeOf(details, old), next);
    if (!(twin instanceof HTMLDetailsElement)) continue;
    twin.open = true;
    twin.dispatchEvent(new Event("toggle")); // now, not after the next drawing: what it opens takes room
  }
  for (const field of old.querySelectorAll("input")) {
    const twin = elementAt(placeOf(field, old), next);
    if (twin instanceof HTMLInputElement && twin.type === field.type) {
      twin.value = field.value;
      twin.checked = field.checked;
    }
  }
}

/** Pictures that are there already must not fade in again. @param {Element} old @param {Element} next */
function keepCovers(old, next) {
  const keyOf = (/** @type {Element} */ cover) =>
    `${cover.classList.contains("large")} ${cover.querySelector("img")?.getAttribute("src")}`;
  const loaded = new Map(
    [...old.querySelectorAll(".cover:has(img.loaded)")].map((cover) => /** @type {const} */ ([keyOf(cover), cover])),
  );
  for (const cover of next.querySelectorAll(".cover")) {
    const same = loaded.get(keyOf(cover));
    if (!same) continue;
    loaded.delete(keyOf(cover));
    cover.replaceWith(same);
  }
}
