/** One small label for whatever mark the pointer or the focus is on. Sighted help only: the link itself has the words. */

import { h } from "./dom.js";

let tip = null;

/** Show `text` above `mark`, inside the window. @param {Element} mark @param {string} text */
export function showTip(mark, text) {
  tip ??= document.body.appendChild(h("div", { class: "tip", "aria-hidden": "true", dir: "auto" }));
  tip.textContent = text;
  tip.hidden = false;
  const place = mark.getBoundingClientRect();
  const half = tip.offsetWidth / 2;
  const middle = Math.max(half + 8, Math.min(innerWidth - half - 8, place.left + place.width / 2));
  const above = place.top > tip.offsetHeight + 12;
  tip.style.left = `${middle - half}px`;
  tip.style.top = above ? `${place.top - tip.offsetHeight - 8}px` : `${place.bottom + 8}px`;
}

/** Take it away, also when the page under it scrolls or changes. */
export function hideTip() {
  if (tip) tip.hidden = true;
}

window.addEventListener("scroll", hideTip, { passive: true });
window.addEventListener("hashchange", hideTip);
