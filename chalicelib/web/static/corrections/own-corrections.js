/**
 * The corrections of one dashboard in this browser. A correction is kept here at once, shown at once, and then sent to the
 * server where this browser knows the token. What the server has saved need not be kept here any longer.
 */

import {
  corrected,
  foundIn,
  identity,
  readCorrections,
  readdressed,
  savedIn,
  writeCorrections,
} from "./corrections.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("./corrections.js").Correction} Correction */

const KEPT = "Kept in this browser only, which does not hold the key to this dashboard.";
const NOT_KEPT = "This browser keeps nothing, so a reload undoes it. Save it as a file.";
const SAVED = "Saved with your dashboard.";

export class OwnCorrections {
  /**
   * @param {string} jobId
   * @param {object} how
   * @param {(jobId: string) => string|null} how.read what this browser keeps
   * @param {(jobId: string, text: string|null) => boolean} how.keep false where nothing can be kept
   * @param {(jobId: string) => string|undefined} how.tokenOf
   * @param {(jobId: string, token: string, body: string) => Promise<void>} how.send
   * @param {(error: unknown) => string} how.explain
   */
  constructor(jobId, { read, keep, tokenOf, send, explain }) {
    this.jobId = jobId;
    this.how = { read, keep, tokenOf, send, explain };
    /** What the server has not saved. @type {Correction[]|null} */
    this.unsaved = this.kept();
    /** @type {Library|null} */
    this.raw = null;
    /** What the server has saved since `raw` was fetched. @type {Correction[]|null} */
    this.saved = null;
    /** The last library that was made: what views have counted of it is worth keeping. @type {{raw: Library, wanted: Correction[]|null, shown: Library}|null} */
    this.made = null;
    /** What happened to the last correction. */
    this.said = "";
    /** The book that it was about. */
    this.about = "";
    /** What became of the last file that was loaded. */
    this.loaded = "";
    /** What a reader is choosing and has not saved. @type {{id: string, genres: string[]}|null} */
    this.draft = null;
    /** Called with the library when it has changed. @type {(library: Library) => void} */
    this.onChange = () => {};
    /** @type {Promise<void>} */
    this.sending = Promise.resolve();
  }

  /** What this browser keeps. @returns {Correction[]|null} */
  kept() {
    try {
      const text = this.how.read(this.jobId);
      return text ? readCorrections(text).corrections : null;
    } catch {
      this.how.keep(this.jobId, null); // somebody has written something else there
      return null;
    }
  }

  /**
   * The library of the server as this reader wants it.
   * @param {Library} raw @param {Correction[]|null} [before] `saved` as it was when the library was asked for: what was
   *   saved later is not in it
   */
  show(raw, before = this.saved) {
    this.raw = raw;
    if (this.saved === before) this.saved = null;
    if (this.unsaved && !this.how.tokenOf(this.jobId)) this.unsaved = readdressed(raw, this.unsaved);
    if (this.unsaved && raw.metadata.status !== "processing" && this.how.tokenOf(this.jobId)) this.sendLater();
    return this.library(raw);
  }

  /** @param {Library} raw @returns {Library} */
  library(raw) {
    const wanted = this.unsaved ?? this.saved;
    if (this.made?.raw === raw && this.made.wanted === wanted) return this.made.shown;
    const shown = wanted ? corrected(raw, foundIn(raw, wanted)) : { ...raw };
    shown.corrections = this;
    this.made = { raw, wanted, shown };
    return shown;
  }

  /** All corrections of books that are in the library. */
  list() {
    if (!this.raw) return [];
    return foundIn(this.raw, this.unsaved ?? this.saved ?? savedIn(this.raw));
  }

  /** @param {Book} book @returns {Correction|null} */
  of(book) {
    return this.list().find(({ goodreads_id: id }) => id === book.goodreads_id) ?? null;
  }

  /** Correct a book, or take its correction back. @param {Book} book @param {Partial<Correction>|null} values */
  set(book, values) {
    // Another tab may have kept some since. With the key, what is kept is on its way to the server.
    if (this.raw && !this.how.tokenOf(this.jobId))
      this.unsaved = readdressed(this.raw, this.kept() ?? this.unsaved ?? []);
    const others = (this.unsaved ?? this.list()).filter(({ goodreads_id: id }) => id !== book.goodreads_id);
    return this.setAll(values ? [...others, { ...values, ...identity(book) }] : others, book.goodreads_id);
  }

  /** @param {Correction[]} corrections @param {string} [about] the one book that they are about */
  setAll(corrections, about = "") {
    this.about = about;
    this.unsaved = corrections;
    this.draft = null;
    const kept = this.how.keep(this.jobId, writeCorrections(corrections));
    this.said = kept ? KEPT : NOT_KEPT;
    if (this.how.tokenOf(this.jobId)) {
      this.said = "Saving …";
      this.sendLater();
    }
    this.changed();
    return this.sending;
  }

  /** Send what is wanted by then, after what is being sent. */
  sendLater() {
    this.sending = this.sending.then(() => this.send());
  }

  async send() {
    const [wanted, token] = [this.unsaved, this.how.tokenOf(this.jobId)];
    if (!wanted || !token || !this.raw) return;
    try {
      await this.how.send(this.jobId, token, writeCorrections(foundIn(this.raw, wanted)));
    } catch (error) {
      this.said = `Kept in this browser only. ${this.how.explain(error)}`;
      this.changed();
      return;
    }
    if (this.unsaved !== wanted) return; // there is a newer one, which is sent next
    this.saved = wanted;
    this.unsaved = null;
    this.how.keep(this.jobId, null);
    this.said = SAVED;
    this.changed();
  }

  changed() {
    if (this.raw) this.onChange(this.library(this.raw));
  }
}
