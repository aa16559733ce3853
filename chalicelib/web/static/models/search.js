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
const MARKS = /[\u0300-\u036f]/g;
const FOREIGN = /[^\x00-\x7f]/gu;

/** What each letter beyond ASCII folds to, found once a letter: a library has few of them, many times. @type {Map<string, string>} */
const folded = new Map();

/** @param {string} letter */
function foldLetter(letter) {
  let plain = folded.get(letter);
  if (plain === undefined) {
    const bare = letter.normalize("NFKD").replace(MARKS, "");
    plain = LETTERS.get(bare) ?? bare;
    folded.set(letter, plain);
  }
  return plain;
}

/** "García Márquez" → "garcia marquez", "Nesbø" → "nesbo". @param {string} text */
export const fold = (text) => text.toLowerCase().replace(FOREIGN, foldLetter);

const ARTICLE = /^(?:the|an?|der|die|das|les?|la|el|los|las|il|het|een) (?=.)|, (?:the|an?)$/;
const NO_LETTER = /[^\p{L}\p{N}]+/gu;

/** A library has few names of series, many times. @type {Map<string, string>} */
const bareNames = new Map();

/**
 * What two spellings of one name share, such as that of a series: "The Expanse" and "Expanse, The", "Ender's Saga" and
 * "Enders Saga", "Rivers of London Series" and "Rivers of London".
 * @param {string} name
 */
export function sameName(name) {
  let same = bareNames.get(name);
  if (same === undefined) {
    const plain = fold(name).trim().replace(/\s+/g, " ").replaceAll("&", " and ");
    const bare = plain.replace(ARTICLE, "").replace(/(?<=.) series$/, "");
    same = bare.replace(NO_LETTER, "") || bare;
    bareNames.set(name, same);
  }
  return same;
}

/** Folded once for each book. @type {WeakMap<Book, string>} */
const haystacks = new WeakMap();

/** What a book is searched in. @param {Book} book @returns {string} */
export function haystack(book) {
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
  const wanted = fold(part);
  return (name) => fold(name).includes(wanted);
}
