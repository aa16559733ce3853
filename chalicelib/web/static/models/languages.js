/** Languages by their names. Pure: a table and what the browser knows. */

/**
 * Twenty languages have two codes in ISO 639-2. Library catalogues (MARC) write the bibliographic one, from the
 * English name; browsers are only sure to know the terminological one.
 *
 * @type {Record<string, string>}
 */
const TERMINOLOGICAL = {
  alb: "sqi",
  arm: "hye",
  baq: "eus",
  bur: "mya",
  chi: "zho",
  cze: "ces",
  dut: "nld",
  fre: "fra",
  geo: "kat",
  ger: "deu",
  gre: "ell",
  ice: "isl",
  mac: "mkd",
  mao: "mri",
  may: "msa",
  per: "fas",
  rum: "ron",
  slo: "slk",
  tib: "bod",
  wel: "cym",
};

/** Languages of books for which Chromium has no name. @type {Record<string, string>} */
const NAMES = {
  ang: "Old English",
  bod: "Tibetan",
  enm: "Middle English",
  fro: "Old French",
  gmh: "Middle High German",
  grc: "Ancient Greek",
  mul: "Several languages",
  non: "Old Norse",
  sco: "Scots",
};

/** Undetermined, uncoded, and no language at all: nothing to tell. */
const NO_LANGUAGE = new Set(["und", "mis", "zxx"]);

/** "ger", "deu" → "German"; null for what is no code or has no name. @param {unknown} code ISO 639-2 */
export function languageName(code) {
  if (typeof code !== "string" || !/^[a-z]{3}$/.test(code) || NO_LANGUAGE.has(code)) return null;
  const known = TERMINOLOGICAL[code] ?? code;
  return new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(known) ?? NAMES[known] ?? null;
}
