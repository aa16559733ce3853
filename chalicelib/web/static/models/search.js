/** Text as people search for it: without case and without the marks on letters. Pure. */

/** @typedef {import("./types.js").Book} Book */

/** Letters that are no letter with a mark for Unicode, though people type them as one; and marks with a plain twin. */
const LETTERS = new Map([
  ["ø", "o"],
  ["ł", "l"],
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ı", "i"],
  ["ħ", "h"],
  ["ŧ", "t"],
  ["ς", "σ"],
  ["’", "'"],
  ["‘", "'"],
  ["‐", "-"],
  ["–", "-"],
]);
const LETTER = new RegExp(`[${[...LETTERS.keys()].join("")}]`, "g");
const MARKS = /[\u0300-\u036f]/g;
const ASCII = /^[\x20-\x7e]*$/;

/** "García Márquez" → "garcia marquez", "Nesbø" → "nesbo". @param {string} text */
export function fold(text) {
  const small = text.toLowerCase();
  if (ASCII.test(small)) return small;
  return small
    .normalize("NFKD")
    .replace(MARKS, "")
    .replace(LETTER, (letter) => LETTERS.get(letter) ?? letter);
}

/** Folded once for each book, when it is first searched for: a page that nobody searches on does not pay for it. */
const haystacks = new WeakMap();

/** @param {Book} book */
function haystack(book) {
  let text = haystacks.get(book);
  if (text === undefined) {
    const words = [book.title, book.author, ...book.additional_authors, book.publisher, book.isbn, book.isbn13];
    text = fold(words.filter(Boolean).join(" "));
    haystacks.set(book, text);
  }
  return text;
}

/** Whether a book has every word, in any order. @param {string} query @returns {(book: Book) => boolean} */
export function finds(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (book) => words.every((word) => haystack(book).includes(word));
}

/** Whether a name has a part, such as "marquez". @param {string} part @returns {(name: string) => boolean} */
export function namePart(part) {
  const folded = fold(part);
  return (name) => fold(name).includes(folded);
}
