/** What a link shows and what it does not, in words. Pure. */

import { day } from "../models/format.js";

/** @typedef {{share_id: string, view: "year"|"overview", year: number|null, shared_at: string}} Share */

/** @param {number|null} year null: the overview */
export const nameOf = (year) => (year === null ? "the overview" : String(year));

const OF_EACH =
  "titles, authors, covers, your editions, genres (some may come from your shelves), moods and pace where your file has them, ";

/** What a link shows. @param {number|null} year */
export const shows = (year) =>
  year === null
    ? `The books that you have read: ${OF_EACH}when you began and finished them and how often, your ratings, and all figures and charts of these.`
    : `The books that you read in ${year}: ${OF_EACH}when in ${year} you read them, your ratings, and the figures of that year.`;

/** What it does not show. @param {number|null} year */
export const hides = (year) =>
  `Your reviews and notes, your shelves and their names, ${year === null ? "books that you have not read" : "other years"}, your file and where it came from, and the address of this dashboard.`;

/** @param {Share} share */
const asOf = ({ shared_at: at }) => day(at.slice(0, 10));

/** "2024, as it was on 30 November 2026" @param {Share} share */
export const titleOfShare = (share) =>
  `${share.year === null ? "The overview" : share.year}, as it was on ${asOf(share)}`;

/** What stands above a shared page. @param {Share} share @returns {string} */
export const noteOf = (share) =>
  `A reader shares ${share.year === null ? "these books" : `the books of ${share.year}`} with you, as they were on ${asOf(share)}. “You” on this page is that reader.`;
