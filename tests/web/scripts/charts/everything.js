/** All that the overview and the pages of years show of a library, for tests that read every word of it. */

import * as figures from "../../../../chalicelib/web/static/charts/figures.js";
import * as feel from "../../../../chalicelib/web/static/charts/moods.js";
import * as habits from "../../../../chalicelib/web/static/charts/habits.js";
import * as rating from "../../../../chalicelib/web/static/charts/rating.js";
import * as taste from "../../../../chalicelib/web/static/charts/taste.js";
import * as time from "../../../../chalicelib/web/static/charts/time.js";
import * as review from "../../../../chalicelib/web/static/charts/year-review.js";
import * as formats from "../../../../chalicelib/web/static/collection/formats.js";
import * as givenUp from "../../../../chalicelib/web/static/collection/given-up-charts.js";
import { givenUpNote } from "../../../../chalicelib/web/static/collection/shelves.js";
import { allSeries, gapWords, readWords, seriesSentence } from "../../../../chalicelib/web/static/collection/series.js";
import * as milestones from "../../../../chalicelib/web/static/reading/milestones.js";
import * as people from "../../../../chalicelib/web/static/reading/people.js";
import * as pile from "../../../../chalicelib/web/static/reading/pile.js";
import * as ratings from "../../../../chalicelib/web/static/reading/ratings.js";
import { paperStack } from "../../../../chalicelib/web/static/reading/stack.js";
import * as beside from "../../../../chalicelib/web/static/reading/years.js";
import * as tonight from "../../../../chalicelib/web/static/reading/tonight.js";
import { day } from "../../../../chalicelib/web/static/models/format.js";
import { audioNote, emptiness, headFigures, readIn, yearsOf } from "../../../../chalicelib/web/static/models/stats.js";

/** Every chart of the overview, of each year and of the views about one idea. */
export function chartsOf(library) {
  return [
    time.booksPerYear(library),
    time.pagesPerYear(library),
    time.publicationByReading(library),
    habits.weekdays(library),
    habits.monthPattern(library),
    rating.ratingDistribution(library),
    rating.mineAgainstCommunity(library),
    taste.topGenres(library),
    taste.genresOverYears(library),
    taste.lengthDistribution(library),
    taste.topAuthors(library),
    taste.toReadByGenre(library),
    feel.moods(library),
    feel.pace(library),
    formats.formatsOverYears(library),
    formats.formatsByRating(library),
    givenUp.givenUpByGenre(library),
    givenUp.givenUpByLength(library),
    people.authorsByRating(library),
    people.authorsOverYears(library),
    ...yearsOf(library.books)
      .slice(1)
      .map((year, index) => beside.monthsSideBySide(library, year, yearsOf(library.books)[index])),
    ratings.ratingsOverYears(library),
    ratings.meanByYear(library),
    ratings.meanByGenre(library),
    pile.toReadByAge(library),
    pile.toReadByLength(library),
    ...[...yearsOf(library.books), 1999].flatMap((year) => [
      habits.booksPerMonth(library, year),
      rating.ratingDistribution(library, year),
      taste.topGenres(library, year),
    ]),
  ];
}

/** The links in the notes and figures, as {words, href}. */
export function linksOf(library) {
  const notes = [figures.dateNote(library) ?? [], figures.genreNote(library)];
  return notes.flat().filter((part) => typeof part === "object");
}

const wordsOfChart = ({ title, basis, summary, columns, rows, xs = [], ys = [], xName, yName, xLabel }) => [
  title,
  `${basis.n} of ${basis.of} ${basis.what}`,
  summary,
  ...columns,
  ...rows.flatMap(({ label, cells }) => [label, ...cells.map(String)]),
  ...xs.map((x) => (xName ? xName(x) : String(x))),
  ...ys.map((y) => (yName ? yName(y) : String(y))),
  xLabel ?? "",
];

const wordsOfFigure = ({ value, name, note }) => [`${value} ${name}`, note ?? ""];

function wordsOfSeries(library) {
  const series = allSeries(library);
  return [seriesSentence(series), ...series.flatMap((one) => [readWords(one), gapWords(one)])];
}

function besideWords(library) {
  const years = yearsOf(library.books);
  if (years.length < 2) return [];
  return years.flatMap((a) =>
    [...years, beside.MEAN].flatMap((b) => {
      const sides = beside.sidesOf(library, new URLSearchParams({ a, b }));
      const figures = beside.comparisons(library, sides.a, sides.b);
      return [beside.besideWords(library, sides.a, sides.b), ...figures.flatMap(({ name, shown }) => [name, ...shown])];
    }),
  );
}

function milestoneWords(library) {
  const [gap, stack] = [milestones.longestGap(library), paperStack(library)];
  return [
    milestones.milestoneWords(library),
    gap ? milestones.gapWords(gap) : "",
    stack ? `${stack.summary} ${stack.basis.n} of ${stack.basis.of} ${stack.basis.what}.` : "",
    ...milestones.milestones(library).map(({ name, text }) => `${name} ${day(text)}`),
  ];
}

/** Every text of these views. */
export function wordsOf(library) {
  const { books } = library;
  const told = (parts) => (parts ?? []).map((part) => (typeof part === "string" ? part : part.words)).join("");
  const empty = emptiness(library);
  const years = yearsOf(books);
  return [
    ...chartsOf(library).flatMap(wordsOfChart),
    figures.afterTheCount(headFigures(library.books)),
    ...figures.libraryFigures(headFigures(library.books)).flatMap(wordsOfFigure),
    told(figures.dateNote(library)),
    told(figures.genreNote(library)),
    audioNote(books),
    told(givenUpNote(library)),
    ...wordsOfSeries(library),
    ...milestoneWords(library),
    people.peopleWords(library),
    ratings.ratingsWords(library),
    ...besideWords(library),
    pile.pileWords(library),
    ...tonight.pool(library).flatMap((pick) => [tonight.why(pick), tonight.factsOf(pick.book)]),
    empty?.title ?? "",
    empty?.advice ?? "",
    review.loved(books)?.title ?? "",
    ...years.flatMap((year) => [
      ...figures.yearFigures(library, year).flatMap(wordsOfFigure),
      ...review.moments(library, year).flatMap(({ name, note }) => [name, note]),
      review.newAuthors(library, year),
      told(people.authorOfYear(library, year)).trim(),
      review.loved(readIn(books, year))?.title ?? "",
    ]),
    ...[undefined, "1999", "constructor", "20e2"].flatMap((asked) => Object.values(review.noSuchYear(library, asked))),
  ];
}
