/** The controls above the list of books. They show what is in the address and ask for another address when changed. */

import { h } from "../ui/dom.js";
import { describeFilter } from "../models/filters.js";
import { SORTS } from "../models/sorting.js";
import { statusName } from "../models/library.js";
import { once } from "../pace/once.js";
import { tally, yearsRead } from "../models/stats.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {[value: string, words: string]} Choice */
/** @typedef {{filters: Record<string, string>, sort: string}} Wanted */

const TYPING_PAUSE_MS = 180;
const MOST_NAMES = 2000; // offered for the author's field
const LETTERS = new Intl.Collator("en", { sensitivity: "base" });
const LENGTHS = ["Short (<200)", "Medium (200-350)", "Long (350-500)", "Very Long (500+)"];

/** @param {[string|number, number][]} counted @returns {Choice[]} */
const named = (counted) => counted.map(([name]) => [String(name), String(name)]);
/** @param {[string|number, number][]} counted */
const byName = (counted) => named(counted).sort(([a], [b]) => LETTERS.compare(a, b));

/** What each field offers: what the library has. @param {Library} library @returns {Record<string, Choice[]>} */
export function choices(library) {
  const statuses = tally(library.all, (/** @type {Book} */ book) => [book.status]);
  const years = tally(library.all, yearsRead);
  const stars = new Set([5, 4, 3, 2, 1, ...library.all.flatMap((/** @type {Book} */ book) => book.my_rating ?? [])]);
  return {
    sort: Object.entries(SORTS).map(([name, [words]]) => [name, String(words)]),
    status: [
      ...named(statuses).map(([name]) => /** @type {Choice} */ ([name, statusName(name)])),
      ["all", statusName("all")],
    ],
    year: [["", "Any year"], ...named(years).sort(([a], [b]) => Number(b) - Number(a)), ["none", "No date"]],
    genre: [["", "Any genre"], ...byName(tally(library.all, (/** @type {Book} */ book) => book.genres))],
    rating: [
      ["", "Any rating"],
      ...[...stars].sort((a, b) => b - a).map((rating) => /** @type {Choice} */ ([String(rating), inStars(rating)])),
      ["none", "Not rated"],
    ],
    shelf: [["", "Any shelf"], ...byName(tally(library.all, (/** @type {Book} */ book) => book.bookshelves))],
    length: [["", "Any length"], ...LENGTHS.map((length) => /** @type {Choice} */ ([length, length]))],
  };
}

const PARTS = ["", "¼", "½", "¾"];
/** "★★★¾ 3.75" @param {number} rating */
const inStars = (rating) => `${"★".repeat(Math.floor(rating))}${PARTS[Math.floor((rating % 1) * 4)]} ${rating}`;

/** @type {Record<string, string>} */
const LABELS = {
  sort: "Sort by",
  status: "List",
  year: "Year read",
  genre: "Genre",
  rating: "My rating",
  shelf: "Shelf",
  length: "Length",
};

/**
 * What is typed is told after a pause, unless the form has shown another list or left the page by then.
 * @param {Library} library
 * @param {Wanted} wanted
 * @param {(changes: Record<string, string>, how: {typing: boolean}) => void} change
 */
export function filterForm(library, wanted, change) {
  /** @type {Map<string, HTMLInputElement|HTMLSelectElement>} */
  const fields = new Map();
  /** What is typed and not told yet. @type {Record<string, string>} */
  let typed = {};
  /** @type {number|undefined} */
  let pause;

  const forget = () => {
    clearTimeout(pause);
    typed = {};
  };
  /** @param {Record<string, string>} [chosen] */
  const tell = (chosen) => {
    const changes = { ...typed, ...chosen };
    forget();
    if (element.isConnected && Object.keys(changes).length) change(changes, { typing: !chosen });
  };
  /** @param {string} name @param {string} label @param {HTMLInputElement|HTMLSelectElement} control */
  const field = (name, label, control) => {
    fields.set(name, control);
    return h("div", { class: `field field-${name}` }, h("label", { for: control.id }, label), control);
  };
  /** @param {string} name @param {string} placeholder @param {import("../ui/dom.js").Props} props */
  const input = (name, placeholder, props) =>
    h("input", {
      id: `filter-${name}`,
      placeholder,
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      maxlength: "200",
      oninput: ({ target }) => {
        typed[name] = /** @type {HTMLInputElement} */ (target).value.trim();
        clearTimeout(pause);
        pause = setTimeout(tell, TYPING_PAUSE_MS);
      },
      ...props,
    });
  /** @param {string} name */
  const select = (name) =>
    h("select", {
      id: `filter-${name}`,
      name,
      onchange: ({ target }) => tell({ [name]: /** @type {HTMLSelectElement} */ (target).value }),
    });

  const names = h("datalist", { id: "authors" });
  const offerNames = () => {
    if (names.hasChildNodes()) return;
    const authors = tally(library.all, (/** @type {Book} */ book) => (book.author ? [book.author] : []));
    names.append(...authors.slice(0, MOST_NAMES).map(([name]) => h("option", { value: name })));
  };
  const element = h(
    "form",
    {
      class: "filters",
      role: "search",
      onsubmit: (event) => {
        event.preventDefault();
        tell();
      },
    },
    field("q", "Search", input("q", "Title, author, publisher, ISBN", { type: "search" })),
    field("author", "Author", input("author", "Any author", { type: "text", list: "authors", onfocus: offerNames })),
    Object.entries(LABELS).map(([name, label]) => field(name, label, select(name))),
    names,
  );

  /** A value that is in the address but not among the choices: say so rather than show the first choice. @param {HTMLInputElement|HTMLSelectElement} control @param {string} value */
  const put = (control, value) => {
    control.value = value;
    if (control.value === value || control instanceof HTMLInputElement) return;
    control.append(h("option", { value }, describeFilter(control.name, value)));
    control.value = value;
  };
  /** Show what a list is of. @param {Wanted} list */
  const show = ({ filters, sort }) => {
    for (const [name, control] of fields) {
      const value = name === "sort" ? sort : (filters[name] ?? "");
      const written = control instanceof HTMLInputElement ? control.value.trim() : control.value;
      if (written !== value) put(control, value);
      control.closest(".field")?.classList.toggle("set", Boolean(value) && !["sort", "status"].includes(name));
    }
  };
  /** Offer what a library has. What is written and chosen stays, and so does a list of choices that may be open. @param {Library} from */
  const offer = (from) => {
    library = from;
    names.replaceChildren();
    for (const [name, offered] of Object.entries(once(library, choices))) {
      const control = fields.get(name);
      if (!control) continue;
      if (control === document.activeElement) {
        control.addEventListener("blur", () => offer(library), { once: true });
        continue;
      }
      const { value } = control;
      control.replaceChildren(...offered.map(([choice, words]) => h("option", { value: choice }, words)));
      if (value) put(control, value);
    }
  };
  offer(library);
  show(wanted);
  return {
    element,
    show,
    /** The address has changed: what was being typed was for the list before. @param {Wanted} list */
    update: (list) => {
      forget();
      show(list);
    },
    /** The library has more to choose from now. */
    offer,
  };
}
