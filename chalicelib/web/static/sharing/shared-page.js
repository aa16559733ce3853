/** The page of a share: the views of what it holds, and nothing that changes, saves or leads to the rest. */

import { ApiError, explain } from "../pages/api.js";
import { fault, waiting } from "../job/notices.js";
import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";
import { setTitle, startViews, VIEWS } from "../views/switch.js";
import * as yearView from "../views/year.js";
import { sharedLibrary } from "./share-routes.js";
import { noteOf } from "./share-words.js";

/** @typedef {import("../models/types.js").View} View */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Route} Route */

/** The views of the library that can be shared. */
const READING = ["", "books", "book", "year"];

/** The page of the one year that there is, whatever year an address names. @param {number} year @returns {View} */
function onlyYear(year) {
  /** @param {Route} route @returns {Route} */
  const there = (route) => ({ ...route, path: ["year", String(year)] });
  return {
    mount: (root, library, route) => yearView.mount(root, library, there(route)),
    title: (library, route) => yearView.title(library, there(route)),
  };
}

/** @param {import("./share-words.js").Share} share @returns {Map<string, View>} */
function viewsOf({ year }) {
  const views = new Map(READING.map((name) => [name, /** @type {View} */ (VIEWS.get(name))]));
  if (year !== null) for (const name of ["", "year"]) views.set(name, onlyYear(year));
  return views;
}

/** The links of the page's head: those of a dashboard, or of the one year. @param {import("./share-words.js").Share} share */
function linksOf({ year }) {
  const link = (/** @type {string} */ name, /** @type {string} */ words) =>
    h("a", { href: `#/${name}`, data: { view: name } }, words);
  return year === null
    ? [link("", "Overview"), link("books", "Books"), link("year", "Year in review")]
    : [link("", String(year)), link("books", "Books")];
}

/** @param {unknown} error @returns {{title: string, element: HTMLElement}} */
function problem(error) {
  if (!(error instanceof ApiError)) return fault(error);
  const title = error.status === 404 ? "Nothing is shared here" : "This did not work";
  const again = () => location.reload();
  return {
    title,
    element: h(
      "div",
      { class: "view problem" },
      viewHead(title, explain(error)),
      h(
        "p",
        { class: "actions" },
        h("a", { class: "button", href: "../" }, "Go to the start page"),
        error.status === 404
          ? null
          : h("button", { type: "button", class: "button quiet", onclick: again }, "Try again"),
      ),
    ),
  };
}

/** @param {HTMLElement} main @param {string} shareId */
export async function startShared(main, shareId) {
  const nav = document.querySelector(".site-nav");
  nav?.replaceChildren();
  document.querySelector(".site-foot")?.replaceChildren();
  const wait = waiting();
  wait.say("Fetching the books …");
  main.replaceChildren(wait.element);
  try {
    const library = await sharedLibrary(shareId);
    const { share } = library.metadata;
    nav?.append(...linksOf(share));
    main.before(
      h(
        "aside",
        { class: "shared-note", "aria-label": "About this page" },
        h("p", {}, `${noteOf(share)} `, h("a", { href: "../" }, "See your own books like this")),
      ),
    );
    startViews(main, library, new Map(), viewsOf(share));
  } catch (error) {
    const { title, element } = problem(error);
    main.replaceChildren(element);
    setTitle(title);
  }
}
