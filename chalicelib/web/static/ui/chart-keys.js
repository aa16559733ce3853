/** Every mark of a drawing is a link. A drawing is one stop for the tab key; the arrow keys go from mark to mark. */

import { hideTip, showTip } from "./tip.js";

/** Keyboard and tooltips for the links of a drawing. */
export function prepareMarks(drawing) {
  const links = [...drawing.querySelectorAll("a")];
  links.forEach((link, index) => link.setAttribute("tabindex", index === 0 ? "0" : "-1"));
  drawing.addEventListener("keydown", (event) => {
    const here = links.indexOf(event.target.closest("a"));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (here < 0 || step === undefined) return;
    event.preventDefault();
    const next = links[Math.max(0, Math.min(links.length - 1, here + step))];
    links[here].setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  for (const name of ["pointerover", "focusin"]) {
    drawing.addEventListener(name, (event) => {
      const link = event.target.closest("a");
      if (link) showTip(link, link.getAttribute("aria-label"));
    });
  }
  for (const name of ["pointerout", "focusout"]) drawing.addEventListener(name, hideTip);
}
