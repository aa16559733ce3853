/** Shows the view of an address, now and whenever the address changes. */

import { parseHash } from "../models/addresses.js";

/**
 * Call `show(route, arrival)` now and after every change of address.
 * `arrival` is "start", "link" (go to the top) or "history" (back and forward: the place before is restored).
 * @param {(route: {path: string[], params: URLSearchParams}, arrival: string) => void} show
 */
export function startRouter(show) {
  const places = new Map();
  let current = location.hash;
  let viaLink = false;
  history.scrollRestoration = "manual";
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link?.getAttribute("href")?.startsWith("#/")) viaLink = true;
  });
  window.addEventListener("scroll", () => places.set(current, window.scrollY), { passive: true });
  window.addEventListener("hashchange", () => {
    const arrival = viaLink ? "link" : "history";
    viaLink = false;
    current = location.hash;
    const place = places.get(current) ?? 0;
    show(parseHash(current), arrival);
    window.scrollTo({ top: arrival === "history" ? place : 0, behavior: "instant" });
  });
  show(parseHash(current), "start");
}

/** Put an address in the bar without a new entry in the history, and tell nobody (the caller shows it itself). */
export function replaceHash(hash) {
  history.replaceState(history.state, "", hash);
}
