/** The part of Observable Plot that our charts use: what `vendor/plot.js` exports. `make assets` bundles it. */

export { plot } from "../../../node_modules/@observablehq/plot/src/plot.js";
export { axisX, axisY, gridY } from "../../../node_modules/@observablehq/plot/src/marks/axis.js";
export { barX, barY } from "../../../node_modules/@observablehq/plot/src/marks/bar.js";
export { cell } from "../../../node_modules/@observablehq/plot/src/marks/cell.js";
export { dot } from "../../../node_modules/@observablehq/plot/src/marks/dot.js";
export { rect } from "../../../node_modules/@observablehq/plot/src/marks/rect.js";
export { ruleY } from "../../../node_modules/@observablehq/plot/src/marks/rule.js";
export { text } from "../../../node_modules/@observablehq/plot/src/marks/text.js";
