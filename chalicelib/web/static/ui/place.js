/**
 * Where a reader is on a page: what stands in the middle of the window, and what has the focus. A place is plain data, so
 * that the history can keep it, and is found again when the view is built anew.
 */

/**
 * @typedef {object} Spot an element, by what stays the same when its view is built anew
 * @property {string} within the id of what it stands in; empty for the page
 * @property {string} selector
 * @property {number} index among the elements of that selector
 */

/**
 * @typedef {object} Place
 * @property {number} top how far the page was scrolled
 * @property {Spot|null} anchor the last part of the page that begins above the middle of the window
 * @property {number} offset where in the window it begins: what is drawn late above it does not move the reader
 * @property {Spot|null} focus
 */

const PARTS = "main :is([id], section, ol > li, tr)";

/** The place that is being restored, and how to stop that. @type {{place: Place, stop: () => void}|null} */
let held = null;

/** @returns {Place} where the reader is now, or is being brought to */
export function takePlace() {
  if (held) return held.place;
  const anchor = [...document.querySelectorAll(PARTS)].findLast((element) => {
    const { top, height } = element.getBoundingClientRect();
    return height > 0 && top <= innerHeight / 2;
  });
  return {
    top: scrollY,
    anchor: spotOf(anchor ?? null),
    offset: anchor?.getBoundingClientRect().top ?? 0,
    focus: spotOf(document.activeElement),
  };
}

/** @param {Element|null} element @returns {Spot|null} */
function spotOf(element) {
  if (!element || element === document.body) return null;
  const around = element.parentElement?.closest("[id]") ?? null;
  const href = element.getAttribute("href");
  const selector = element.id
    ? `#${CSS.escape(element.id)}`
    : `${element.localName}${href === null ? "" : `[href=${JSON.stringify(href)}]`}`;
  const alike = [...(around ?? document).querySelectorAll(selector)];
  return { within: around?.id ?? "", selector, index: alike.indexOf(element) };
}

/** @param {Spot} spot @returns {HTMLElement|SVGElement|null} */
function find({ within, selector, index }) {
  const around = within ? document.getElementById(within) : document;
  /** @type {NodeListOf<HTMLElement|SVGElement>|undefined} */
  const alike = around?.querySelectorAll(selector);
  return alike?.[Math.min(index, alike.length - 1)] ?? null;
}

/** How far to scroll, as the page is now. @param {Place} place */
function topOf({ top, anchor, offset }) {
  const now = anchor && find(anchor)?.getBoundingClientRect();
  return now?.height ? scrollY + now.top - offset : top;
}

/**
 * Bring the reader to a place, and hold it while charts are drawn around it, until the reader does anything.
 * @param {Place} place
 */
export function restorePlace(place) {
  leavePlace();
  const main = document.querySelector("main");
  if (!main) return;
  let { focus } = place;
  let reached = 0;
  let height = 0;
  const settle = () => {
    const element = focus && find(focus);
    if (element) {
      element.focus({ preventScroll: true });
      focus = null;
    }
    scrollTo({ top: topOf(place), behavior: "instant" });
    reached = scrollY;
    height = document.documentElement.scrollHeight;
  };
  const scrolled = () => {
    // A page that grew or shrank is moved by the browser; otherwise it was the reader.
    if (document.documentElement.scrollHeight === height && Math.abs(scrollY - reached) > 1) leavePlace();
  };
  const ended = new AbortController();
  const listen = { signal: ended.signal, capture: true, passive: true };
  for (const name of ["wheel", "touchmove", "keydown", "pointerdown", "click"]) {
    addEventListener(name, leavePlace, listen);
  }
  addEventListener("scroll", scrolled, listen);
  const sizes = new ResizeObserver(settle);
  const drawings = new MutationObserver(settle);
  sizes.observe(main);
  drawings.observe(main, { childList: true, subtree: true });
  ended.signal.addEventListener("abort", () => {
    sizes.disconnect();
    drawings.disconnect();
  });
  held = { place, stop: () => ended.abort() };
  settle();
}

/** The reader goes on: nothing is restored any more. */
export function leavePlace() {
  held?.stop();
  held = null;
}
