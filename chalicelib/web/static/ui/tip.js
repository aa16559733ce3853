/**
 * One small label for the mark that the pointer or the focus is on. Sighted help only: the link itself has the words.
 * As WCAG 1.4.13 asks, it stays as long as pointer or focus does, the pointer can go onto it, and Escape takes it away.
 */

import { h } from "./dom.js";

// A pointer that sweeps over a chart goes through the tip to the mark under it; one that rests can go onto the tip.
const REST_MS = 300;

/** @type {HTMLElement|null} */
let tip = null;
/** @type {Element|null} */
let hovered = null;
/** @type {Element|null} */
let focused = null;
/** @type {Element|null} */
let shown = null;
/** @type {number|undefined} */
let rest;

/** Show the tip of the mark that has the pointer, else of the one that has the focus. */
function update() {
  const mark = hovered ?? focused;
  const place = mark?.isConnected ? mark.getBoundingClientRect() : null;
  if (!mark || !place || place.bottom < 0 || place.top > innerHeight) return hide();
  tip ??= make();
  tip.hidden = false;
  if (mark !== shown) {
    shown = mark;
    tip.textContent = mark.getAttribute("aria-label");
    tip.classList.remove("resting");
    clearTimeout(rest);
    rest = setTimeout(() => tip?.classList.add("resting"), REST_MS);
  }
  const half = tip.offsetWidth / 2;
  const middle = Math.max(half, Math.min(innerWidth - half, place.left + place.width / 2));
  tip.style.left = `${middle - half}px`;
  tip.style.top = `${place.top > tip.offsetHeight ? place.top - tip.offsetHeight : place.bottom}px`;
}

function hide() {
  clearTimeout(rest);
  shown = null;
  if (tip) tip.hidden = true;
}

function make() {
  const made = h("div", { class: "tip", "aria-hidden": "true", dir: "auto" });
  made.addEventListener("pointerleave", () => {
    hovered = null;
    update();
  });
  made.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where it is
  addEventListener("scroll", () => shown && update(), { passive: true });
  addEventListener("popstate", forgetTip);
  addEventListener("keydown", (event) => event.key === "Escape" && forgetTip());
  return document.body.appendChild(made);
}

/** Take the tip away until pointer or focus come to a mark again. */
export function forgetTip() {
  hovered = focused = null;
  hide();
}

/** @param {Event} event */
const markOf = ({ target }) => (target instanceof Element ? target.closest("a") : null);

/** Give every link of a stage its tip. @param {Element} stage */
export function giveTips(stage) {
  stage.addEventListener("pointerover", (event) => {
    hovered = markOf(event);
    update();
  });
  stage.addEventListener("pointerout", (event) => {
    const to = /** @type {PointerEvent} */ (event).relatedTarget;
    if (to instanceof Node && tip?.contains(to)) return;
    hovered = null;
    update();
  });
  stage.addEventListener("focusin", (event) => {
    focused = markOf(event);
    update();
  });
  stage.addEventListener("focusout", () => {
    focused = null;
    update();
  });
}

/** True while a tip can be seen. */
export const tipIsShown = () => shown !== null;
