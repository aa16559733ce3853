/** The controls above the list of books. They show what is in the address and ask for another address when changed. */

import { h } from "../ui/dom.js";
import { SORTS } from "../models/filters.js";
import { statusName } from "../models/library.js";
import { once } from "../pace/once.js";
import { dated, tally } from "../models/stats.js";

const TYPING_PAUSE_MS = 180;

/** What each list of choices offers. @param {import("../models/types.js").Library} library */
export function choices(library) {
  const named = (entries) => entries.map(([name]) => [String(name), String(name)]);
  const { compare } = new Intl.Collator("en", { sensitivity: "base" });
  const byName = (entries) => named(entries).sort((a, b) => compare(a[0], b[0]));
  const statuses = tally(library.all, (book) => [book.status]).map(([status]) => status);
  const years = tally(dated(library.all), (book) => [book.reading_year]).sort((a, b) => b[0] - a[0]);
  const lengths = ["Short (<200)", "Medium (200-350)", "Long (350-500)", "Very Long (500+)"];
  return {
    status: [...statuses.map((status) => [status, statusName(status)]), ["all", statusName("all")]],
    year: [["", "Any year"], ...named(years), ["none", "No date"]],
    genre: [["", "Any genre"], ...byName(tally(library.all, (book) => book.genres))],
    rating: [
      ["", "Any rating"],
      ...[5, 4, 3, 2, 1].map((stars) => [String(stars), `${"★".repeat(stars)} ${stars}`]),
      ["none", "Not rated"],
    ],
    shelf: [["", "Any shelf"], ...byName(tally(library.all, (book) => book.bookshelves))],
    length: [["", "Any length"], ...lengths.map((length) => [length, length])],
    sort: Object.entries(SORTS).map(([name, [words]]) => [name, words]),
  };
}

const LABELS = {
  status: "List",
  year: "Year read",
  genre: "Genre",
  rating: "My rating",
  shelf: "Shelf",
  length: "Length",
  sort: "Sort by",
};

/**
 * @param {import("../models/types.js").Library} library
 * @param {{filters: Record<string, string>, sort: string}} state
 * @param {(changes: Record<string, string>, how: {typing: boolean}) => void} change
 */
export function filterForm(library, state, change) {
  const fields = new Map();
  const field = (name, label, control) => {
    fields.set(name, control);
    return h("div", { class: `field field-${name}` }, h("label", { for: `filter-${name}` }, label), control);
  };
  const { sort, ...others } = once(library, choices);
  const selects = Object.entries({ sort, ...others }).map(([name, options]) =>
    field(
      name,
      LABELS[name],
      h(
        "select",
        { id: `filter-${name}`, onchange: (event) => change({ [name]: event.target.value }, { typing: false }) },
        options.map(([value, words]) => h("option", { value }, words)),
      ),
    ),
  );
  const authors = tally(library.all, (book) => (book.author ? [book.author] : []));
  const element = h(
    "form",
    { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    field("q", "Search", typed("q", "search", "Title, author, publisher, ISBN", change)),
    field("author", "Author", typed("author", "text", "Any author", change, "authors")),
    selects,
    h(
      "datalist",
      { id: "authors" },
      authors.slice(0, 2000).map(([name]) => h("option", { value: name })),
    ),
  );
  const update = ({ filters, sort }) => {
    for (const [name, control] of fields) {
      const value = name === "sort" ? sort : (filters[name] ?? "");
      if (control.value === value || (document.activeElement === control && control.tagName === "INPUT")) continue;
      control.value = value;
      control.closest(".field").classList.toggle("set", Boolean(value) && !["sort", "status"].includes(name));
      // A value that is in the address but not among the choices: say so rather than show the first choice.
      if (control.tagName === "SELECT" && control.value !== value) {
        control.append(h("option", { value }, value));
        control.value = value;
      }
    }
  };
  update(state);
  /** Offer what a newer library has; a list of choices that may be open stays as it is. */
  const refresh = (newer) => {
    for (const [name, options] of Object.entries(choices(newer))) {
      const control = fields.get(name);
      if (document.activeElement === control || options.length <= control.options.length) continue;
      const { value } = control;
      control.replaceChildren(...options.map(([value, words]) => h("option", { value }, words)));
      control.value = value;
    }
  };
  return { element, update, refresh };
}

function typed(name, type, placeholder, change, list) {
  let pause;
  const tell = (event) => {
    clearTimeout(pause);
    const { value } = event.target;
    pause = setTimeout(() => change({ [name]: value.trim() }, { typing: true }), TYPING_PAUSE_MS);
  };
  return h("input", {
    id: `filter-${name}`,
    type,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    list,
    maxlength: "200",
    oninput: tell,
  });
}
