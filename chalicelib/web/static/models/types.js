/** The shapes that the pages' modules hand to each other, for the type checker; nothing of this runs. */

/**
 * @typedef {object} Book the contract's book, as `readLibrary` prepares it
 * @property {string} goodreads_id
 * @property {string} title
 * @property {string} author
 * @property {string[]} additional_authors
 * @property {string|null} isbn
 * @property {string|null} isbn13
 * @property {string|null} date_read `YYYY-MM-DD`, as in the file; `readText` says what of it is believed
 * @property {string|null} date_added `YYYY-MM-DD`
 * @property {number|null} reading_year null without a date, and for a date after the export
 * @property {string|null} reading_month_year `YYYY-MM`
 * @property {"day"|"month"|"year"|null} date_precision of the date read: what of it can be believed
 * @property {string[]} readings when it was read to its end, each as far as it is believed (`YYYY-MM-DD`, `YYYY-MM` or
 *   `YYYY`), in the order of time: the date read, and the other reads as they are written
 * @property {{start: string|null, end: string|null}[]} reads as the file tells them
 * @property {number} read_count how often it was read, by the count or by the reads; a book on the read shelf at least once
 * @property {number|null} my_rating 1–5, in quarters
 * @property {number|null} average_rating
 * @property {number|null} community_ratings
 * @property {number|null} num_pages null for an audiobook, whatever the file says: see `hours`
 * @property {number|null} hours of an audiobook, where the file tells them
 * @property {string|null} page_category
 * @property {"print"|"ebook"|"audio"|null} format
 * @property {{name: string, position: string|null}|null} series
 * @property {string|null} publisher
 * @property {string|null} binding
 * @property {number|null} publication_year
 * @property {string|null} language
 * @property {string[]} places
 * @property {string[]} people
 * @property {string[]} times
 * @property {string|null} reading_status
 * @property {string[]} bookshelves
 * @property {string[]} genres
 * @property {string[]} moods
 * @property {string|null} pace
 * @property {string|null} thumbnail_url
 * @property {string|null} small_thumbnail_url
 * @property {string|null} my_review
 * @property {boolean} has_review
 * @property {boolean} has_spoilers
 * @property {boolean} genre_enriched
 * @property {string[]} genre_sources
 * @property {string|null} matched_by
 * @property {string|null} enrichment_error
 * @property {boolean} [looked_up] false while its job runs and the providers were not asked for it yet
 * @property {string[]} [corrected] the fields that the reader has corrected
 * @property {string[]} [provided] the fields that only a provider fills
 * @property {boolean} was_reread
 * @property {number} original_read_count
 * @property {string|null} [source_id] the id that the file's own site gives to the book
 * @property {Told} told
 * @property {string[]} changed what the newest export changed of it: "finished", "rated", "added"
 * @property {string} status "read" for `books`; the exclusive shelf for `other_books`
 */

/**
 * @typedef {object} Told what the JSON tells where the pages do not believe it, to be written into a file again
 * @property {number|null} num_pages of an audiobook, too
 * @property {number|null} reading_year
 * @property {string|null} reading_month_year
 */

/**
 * @typedef {object} Library
 * @property {Book[]} books read
 * @property {Book[]} others every other shelf
 * @property {Book[]} all
 * @property {Map<string, Book>} byId
 * @property {Record<string, any>} summary
 * @property {Record<string, any>} metadata
 * @property {import("../corrections/own-corrections.js").OwnCorrections} [corrections] where this reader's are kept
 */

/**
 * @typedef {object} Row
 * @property {(string|number)[]} cells one row of the table; numbers get separators, so years are strings
 * @property {string} label the mark in words: "2020: 43 books"
 * @property {string} href the list of its books
 * @property {number} value
 * @property {string} [text] the value as it stands beside a bar, where that is no plain number
 * @property {any} x
 * @property {any} [y]
 * @property {string} [tone]
 */

/**
 * @typedef {object} ChartModel
 * @property {string} id
 * @property {string} title
 * @property {"columns"|"bars"|"bubbles"|"heat"} kind
 * @property {{n: number, of: number, what: string}} basis "n of `of` `what`"
 * @property {string} summary one sentence
 * @property {string[]} columns heads of the table
 * @property {Row[]} rows
 * @property {any[]} [xs] all places on the x axis, empty ones included
 * @property {any[]} [ys]
 * @property {(x: any) => string} [xName]
 * @property {(y: any) => string} [yName]
 * @property {string} [xLabel]
 * @property {string} [tone]
 */

/**
 * @typedef {object} Route
 * @property {string[]} path
 * @property {URLSearchParams} params
 */

/**
 * @typedef {object} View
 * @property {(library: Library, route: Route) => string} title
 * @property {(root: HTMLElement, library: Library, route: Route) => ViewHandle|null|void} mount
 */

/**
 * @typedef {object} ViewHandle
 * @property {Iterator<unknown>} [rest] builds what is not there yet, a part with each step
 * @property {(route: Route) => HTMLElement|null|void} [update] shows another address of the same view without drawing it
 *   anew, and may answer where the reader goes on
 * @property {(library: Library) => void} [refresh] shows a newer library and keeps what the reader is typing; without it
 *   the view is built anew and takes the place of the old one
 */

export {};
