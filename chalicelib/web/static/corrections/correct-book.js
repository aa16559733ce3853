/** "Wrong genre? Wrong book?" on the page of a book. */

import { bdi, h } from "../ui/dom.js";
import { coverOf, genreOf, LONGEST_GENRE, MOST_GENRES } from "./corrections.js";
import { tally } from "../models/stats.js";
import { once } from "../pace/once.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */

const NAMES = new Map([
  ["genres", "genres"],
  ["thumbnail_url", "cover"],
  ["matched_by", "the book that was found"],
]);
const MOST_OFFERED = 500;

/** "Corrected by you: genres, cover", or nothing. @param {Book} book */
export function correctedWords(book) {
  const names = (book.corrected ?? []).map((name) => NAMES.get(name) ?? name);
  return names.length ? `Corrected by you: ${names.join(", ")}.` : "";
}

/** The genres that a reader may choose from, the most common first. @param {Library} library */
export const genresOf = ({ all }) =>
  tally(all, (/** @type {Book} */ book) => book.genres)
    .slice(0, MOST_OFFERED)
    .map(([genre]) => String(genre));

/**
 * The genres as chips that can be taken away, and a field for more.
 * @param {string[]} first @param {string[]} offered @param {(genres: string[]) => void} tell
 */
function genreField(first, offered, tell) {
  let genres = [...first];
  const error = h("p", { class: "error", id: "genre-error", role: "alert" });
  const list = h("ul", { class: "chips" });
  const input = h("input", {
    id: "add-genre",
    type: "text",
    list: "genres-of-library",
    autocomplete: "off",
    dir: "auto",
    maxlength: String(LONGEST_GENRE),
    "aria-describedby": "genre-error",
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // Enter adds a genre, it does not save yet
      add();
    },
  });
  const show = () =>
    list.replaceChildren(
      ...genres.map((genre) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-label": `Remove ${genre}`,
              onclick: () => put(without(genre), true),
            },
            bdi(genre),
            h("span", { "aria-hidden": "true" }, " ×"),
          ),
        ),
      ),
    );
  /** @param {string} genre */
  const without = (genre) => genres.filter((one) => one !== genre);
  /** @param {string[]} next @param {boolean} [removed] */
  const put = (next, removed) => {
    genres = next;
    error.textContent = "";
    show();
    tell(genres);
    if (removed) input.focus();
  };
  /** @returns {boolean} whether nothing is left in the field */
  const add = () => {
    if (!input.value.trim()) return true;
    const genre = genreOf(input.value);
    if (genre === null) error.textContent = `A genre has at most ${LONGEST_GENRE} letters, on one line.`;
    else if (genres.some((one) => one.toLowerCase() === genre.toLowerCase()))
      error.textContent = "It is there already.";
    else if (genres.length >= MOST_GENRES) error.textContent = `A book has at most ${MOST_GENRES} genres.`;
    else {
      put([...genres, genre]);
      input.value = "";
      return true;
    }
    return false;
  };
  show();
  const element = h(
    "div",
    { class: "field" },
    h("p", { class: "help" }, "Its genres; press one to remove it."),
    list,
    h("label", { for: "add-genre" }, "Add a genre"),
    h(
      "div",
      { class: "add" },
      input,
      h("button", { type: "button", class: "button quiet", id: "add-genre-button", onclick: () => add() }, "Add"),
    ),
    error,
    h(
      "datalist",
      { id: "genres-of-library" },
      offered.map((genre) => h("option", { value: genre })),
    ),
  );
  return { element, add, genres: () => genres };
}

/** @param {string[]} one @param {string[]} other */
const same = (one, other) => one.length === other.length && one.every((item, index) => item === other[index]);

/** What a reader can correct of a book; nothing where the page cannot keep it. @param {Book} book @param {Library} library */
export function correctBook(book, library) {
  const own = library.corrections;
  if (!own) return null;
  const now = own.of(book);
  const draft = own.draft?.id === book.goodreads_id ? own.draft.genres : null;
  const field = genreField(draft ?? book.genres, once(library, genresOf), (genres) => {
    own.draft = { id: book.goodreads_id, genres };
  });
  const address = h("input", {
    id: "cover-address",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "https://covers.openlibrary.org/…",
    value: now?.thumbnail_url ?? "",
    "aria-describedby": "cover-help cover-error",
  });
  const none = h("input", { id: "no-cover", type: "checkbox", checked: now?.thumbnail_url === null });
  const error = h("p", { class: "error", id: "cover-error", role: "alert" });
  const save = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    error.textContent = "";
    if (!field.add()) return;
    const typed = address.value.trim();
    const cover = coverOf(typed);
    if (!none.checked && typed && cover === null) {
      error.textContent = "The cover has to be an https address of covers.openlibrary.org or books.google.com.";
      return;
    }
    const { genres: _, thumbnail_url: __, ...rest } = now ?? {};
    const changed = now?.genres || !same(field.genres(), book.genres);
    const values = {
      ...rest,
      ...(changed ? { genres: field.genres() } : {}),
      ...(none.checked ? { thumbnail_url: null } : typed ? { thumbnail_url: cover } : {}),
    };
    own.set(book, "genres" in values || "thumbnail_url" in values || "match" in values ? values : null);
  };
  const takeBack = () => {
    // What stands in a field is carried over when the page is drawn anew.
    address.value = "";
    none.checked = false;
    own.set(book, null);
  };
  const said = h("p", { class: "said", role: "status" }, own.about === book.goodreads_id ? own.said : "");
  return h(
    "details",
    { class: "card correct", id: "correct" },
    h("summary", {}, "Wrong genre? Wrong book?"),
    h(
      "form",
      { onsubmit: save },
      field.element,
      h(
        "div",
        { class: "field" },
        h("label", { for: "cover-address" }, "Address of another cover"),
        address,
        h("p", { id: "cover-help", class: "help" }, "On covers.openlibrary.org or books.google.com."),
        error,
        h("label", { class: "check", for: "no-cover" }, none, " Show no cover"),
      ),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "submit", class: "button", id: "save-correction" }, "Save"),
        book.corrected?.includes("matched_by")
          ? null
          : h(
              "button",
              {
                type: "button",
                class: "button quiet",
                id: "drop-match",
                onclick: () => own.set(book, { ...now, match: "dropped" }),
              },
              "This is another book",
            ),
        now
          ? h("button", { type: "button", class: "button quiet", id: "take-back", onclick: takeBack }, "Take back")
          : null,
      ),
      h(
        "p",
        { class: "help" },
        "“This is another book” removes all that was found: genres, cover and the community’s rating. ",
        h("a", { href: "#/corrections" }, "All corrections"),
      ),
      said,
    ),
  );
}
