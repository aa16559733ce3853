/** The years of an axis. Pure. */

/** The place on an axis that stands for years which are left out; a second such place has two, and so on. */
const GAP = "…";
/**
 * Fewer years without a book belong on the axis: they are part of the story. More of them are one gap, so that a single
 * stray 1970 does not press the rest into a corner.
 */
const LONGEST_EMPTY_STRETCH = 10;

/** @param {number[]} years @returns {(number|string)[]} ascending, with at most one gap between two years */
export function yearAxis(years) {
  const known = [...new Set(years)].sort((a, b) => a - b);
  /** @type {(number|string)[]} */
  const axis = [];
  known.forEach((year, index) => {
    const before = index ? known[index - 1] : year - 1;
    const empty = year - before - 1;
    if (empty > LONGEST_EMPTY_STRETCH)
      axis.push(GAP.repeat(1 + axis.filter((place) => typeof place === "string").length));
    else for (let between = before + 1; between < year; between += 1) axis.push(between);
    axis.push(year);
  });
  return axis;
}
