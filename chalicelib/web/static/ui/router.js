/**
 * Shows the view of an address, now and whenever the address changes, and brings the reader back to the place that an entry
 * of the history was left at. Each entry keeps its own place, so one address may stand in the history twice.
 */

import { parseHash } from "../models/addresses.js";
import { leavePlace, restorePlace, takePlace } from "./place.js";

const PAUSE_MS = 150; // browsers count how often a page writes its history

/** @typedef {"start"|"link"|"history"} Arrival by loading the page, by going on, by back or forward */

/** Where entries were left, more exactly than what was last written: leaving by "back" can write nothing. */
const places = new Map();
let entry = ""; // the one that is shown

/** Write the place of the reader into the history, where it outlives the page. */
function keepPlace() {
  history.replaceState({ entry, place: takePlace() }, "");
}

/**
 * Call `show(route, arrival)` now and after every change of address. It may answer the element at which the reader goes on;
 * otherwise that is the heading of the view.
 * @param {(route: import("../models/types.js").Route, arrival: Arrival) => HTMLElement|null|void} show
 */
export function startRouter(show) {
  /** @param {boolean} loading */
  const arrive = (loading) => {
    const known = history.state?.entry ? history.state : null;
    entry = known?.entry ?? `${performance.timeOrigin}/${places.size}`;
    const place = places.get(entry) ?? known?.place;
    places.set(entry, place);
    leavePlace();
    history.replaceState({ entry, place }, "");
    const goOn = show(parseHash(location.hash), loading ? "start" : known ? "history" : "link");
    if (!loading && !known) begin(goOn ?? null);
    if (place) restorePlace(place);
    if (!loading && document.activeElement === document.body) heading()?.focus({ preventScroll: true });
  };
  /** @type {number|undefined} */
  let pause;
  const keepSoon = () => {
    clearTimeout(pause);
    pause = setTimeout(keepPlace, PAUSE_MS);
  };
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    clearTimeout(pause);
    places.set(entry, takePlace()); // the view before still stands on the page
    arrive(false);
  });
  addEventListener("scroll", keepSoon, { passive: true });
  addEventListener("focusin", keepSoon);
  addEventListener("pagehide", keepPlace);
  addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    link.focus({ preventScroll: true }); // neither every browser nor a click by voice does so
    keepPlace();
  });
  arrive(true);
}

const heading = () => /** @type {HTMLElement|null} */ (document.querySelector("main h1"));

/** A new entry: the top of its view, or where this says. @param {HTMLElement|null} goOn */
function begin(goOn) {
  const target = goOn ?? heading();
  target?.focus({ preventScroll: true });
  if (goOn) goOn.scrollIntoView({ block: "nearest", behavior: "instant" });
  else scrollTo({ top: 0, behavior: "instant" });
}

/** Go to an address, as a link would. @param {string} hash */
export function followHash(hash) {
  keepPlace();
  location.hash = hash;
}

/** Put an address in the bar without a new entry in the history, and tell nobody (the caller shows it itself). @param {string} hash */
export function replaceHash(hash) {
  history.replaceState(history.state, "", hash);
}
