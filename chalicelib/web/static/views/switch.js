/** Shows the view that the address names, and gives the open view a newer library in place. */

import { isolate } from "../models/format.js";
import { parseHash } from "../models/addresses.js";
import { h } from "../ui/dom.js";
import { carryOver, inPlace } from "./in-place.js";
import { inSteps } from "../pace/tasks.js";
import { startRouter } from "../ui/router.js";
import * as book from "./book.js";
import * as books from "./books.js";
import * as changes from "../job/changes.js";
import * as series from "../collection/series-view.js";
import { fault, noSuchPage } from "../job/notices.js";
import * as corrections from "../corrections/corrections-view.js";
import { CHAPTERS } from "../reading/chapters.js";
import * as overview from "./overview.js";
import { prepare } from "./prepared.js";
import * as unenriched from "./unenriched.js";
import * as year from "./year.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Route} Route */
/** @typedef {import("../models/types.js").View} View */
/** @typedef {import("../models/types.js").ViewHandle} ViewHandle */

/** A map, not an object: an address is foreign text, and every object has a `constructor`. @type {Map<string, View>} */
export const VIEWS = new Map(
  /** @type {[string, View][]} */ ([
    ["", overview],
    ["books", books],
    ["book", book],
    ["year", year],
    ["unenriched", unenriched],
    ["series", series],
    ["gone", changes],
    ["corrections", corrections],
    ...CHAPTERS,
  ]),
);
const SITE = "Goodreads Stats";
const BUSY_MS = 5000; // a reader who has used a list of choices a moment ago may have it open

/** @param {string} title */
export const setTitle = (title) => {
  document.title = `${isolate(title)} · ${SITE}`;
};

/** @param {string} name of the view that is open */
export function markNavigation(name) {
  for (const link of document.querySelectorAll("a[data-view]")) {
    const view = link instanceof HTMLElement ? link.dataset.view : null;
    const here = view === name || (name === "book" && view === "books");
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/**
 * @param {HTMLElement} main @param {Library} first
 * @param {Map<string, {title: string, mount: (root: HTMLElement, params: URLSearchParams) => void}>} own views that are not
 *   of the library and stay when that changes
 * @param {Map<string, View>} [views] those of the library
 * @returns {{refresh: (library: Library) => void}}
 */
export function startViews(main, first, own, views = VIEWS) {
  let library = first;
  /** @type {{name: string, root: HTMLElement, handle: ViewHandle|null|void}|null} */
  let open = null;
  let lastUse = -Infinity;
  let pressed = false;
  let again = 0;

  /** Build what a view has below its beginning. @param {{root: HTMLElement, handle: ViewHandle|null|void}} view @param {() => boolean} wanted @param {number} began when the building began @returns {Promise<void>|null} null when that was done at once */
  function finish(view, wanted, began) {
    const steps = view.handle?.rest;
    if (!steps) return null;
    const failed = (/** @type {unknown} */ error) => {
      const { title, element } = fault(error);
      view.root.replaceWith(element);
      view.root = element;
      if (view === open) setTitle(title);
    };
    const done = () => view.root.classList.remove("unfinished");
    view.root.classList.add("unfinished");
    try {
      const others = inSteps(steps, wanted, began);
      if (others) return others.then(done, failed);
    } catch (error) {
      failed(error);
    }
    done();
    return null;
  }

  /** Build a view; a mistake in it becomes a view that says so. @param {string} name @param {Route} route */
  function build(name, route) {
    const root = h("div", { class: `view view-${views.has(name) || own.has(name) ? name || "overview" : "other"}` });
    const view = views.get(name);
    try {
      const mine = own.get(name);
      if (mine) {
        mine.mount(root, route.params);
        return { root, handle: null, title: mine.title };
      }
      if (view) return { root, handle: view.mount(root, library, route), title: view.title(library, route) };
    } catch (error) {
      const { title, element } = fault(error);
      return { root: element, handle: null, title };
    }
    const { title, element } = noSuchPage();
    return { root: element, handle: null, title };
  }

  /** @param {Route} route @param {string} arrival */
  function show(route, arrival) {
    const name = route.path[0] ?? "";
    const began = performance.now();
    try {
      if (open?.handle?.update && open.name === name) return open.handle.update(route);
    } catch (error) {
      console.error(error); // it is built anew below, which says what is wrong if it still is
    }
    const { root, handle, title } = build(name, route);
    const shown = { name, root, handle };
    open = shown;
    markNavigation(name);
    setTitle(title);
    const rest = finish(shown, () => open === shown, began);
    // What stood on the page already, see `beginning`, may have the focus.
    if (arrival === "start") inPlace(main, () => main.replaceChildren(shown.root));
    else main.replaceChildren(shown.root);
    if (arrival !== "start") root.querySelector("h1")?.focus({ preventScroll: true });
    if (rest) rest.then(countAhead);
    else countAhead();
    return undefined;
  }

  /** Whether a change now would take something out of the reader's hands: a pressed button, an open list of choices. */
  const busy = () =>
    pressed ||
    (document.activeElement instanceof HTMLSelectElement &&
      main.contains(document.activeElement) &&
      performance.now() - lastUse < BUSY_MS);

  /** Put the newer library into the open view: what takes long is done before anything on the page changes. */
  async function redraw() {
    clearTimeout(again);
    const [before, newest, address] = [open, library, location.hash];
    if (!before || !views.has(before.name)) return;
    if (busy()) {
      again = window.setTimeout(redraw, 500);
      return;
    }
    if (before.handle?.refresh) {
      inPlace(main, () => before.handle?.refresh?.(library));
      return;
    }
    const { title, ...built } = build(before.name, parseHash(address));
    const next = { name: before.name, ...built };
    await finish(next, () => open === before && library === newest, performance.now());
    if (open !== before || library !== newest) return; // something newer is shown, or will be
    if (busy() || location.hash !== address) {
      again = window.setTimeout(redraw, 500);
      return;
    }
    inPlace(main, () => {
      carryOver(before.root, next.root);
      before.root.replaceWith(next.root);
    });
    open = next;
    setTitle(title);
    countAhead();
  }

  const countAhead = () => {
    const counted = library;
    if (counted.metadata.status !== "processing") prepare(counted, () => library === counted);
  };

  for (const event of ["pointerdown", "keydown", "change"]) {
    document.addEventListener(event, () => (lastUse = performance.now()), { capture: true, passive: true });
  }
  document.addEventListener("pointerdown", () => (pressed = true), { capture: true, passive: true });
  for (const event of ["pointerup", "pointercancel"]) {
    window.addEventListener(event, () => setTimeout(() => (pressed = false)), { capture: true, passive: true });
  }
  addEventListener(
    "beforeprint",
    () => {
      for (const steps = open?.handle?.rest; steps && !steps.next().done;); // all of it, now
    },
    { capture: true }, // before the charts are drawn
  );
  startRouter(show);
  return {
    refresh: (next) => {
      library = next;
      redraw();
    },
  };
}
