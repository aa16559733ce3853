/**
 * Makes `vendor/plot.js`, the chart library of the pages, with its licences beside it: `node build.js <folder>`.
 *
 * Plot can draw maps, legends and tips and knows every colour scheme; our charts ask for none of these. What only they
 * need is left out: such a module keeps the names that it exports, and each of them does nothing. That takes half.
 */

import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

const HERE = import.meta.dirname;
const MODULES = join(HERE, "..", "..", "..", "node_modules") + sep;
const LEFT_OUT = [
  /d3-(axis|geo|shape|time-format)\/dist\/[\w-]+\.mjs$/, // legends, maps, symbols besides circles, axes of time
  /plot\/src\/legends\/(ramp|swatches)\.js$/,
  /plot\/src\/projection\.js$/,
  /plot\/src\/marks\/tip\.js$/, // ours says a mark's label, also by keyboard: ui/tip.js
  /plot\/src\/interactions\/pointer\.js$/,
  /plot\/src\/scales\/schemes\.js$/, // our colours are CSS variables
];

/** Plot tells a symbol by its `draw`, which it does not call for a circle. */
const nothing = (name) => (name.startsWith("symbol") ? "{ draw() {} }" : "() => {}");

const leaveOut = {
  name: "leave-out",
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(LEFT_OUT.map((one) => one.source).join("|")) }, async ({ path }) => {
      const names = Object.keys(await import(path));
      return { contents: names.map((name) => `export const ${name} = ${nothing(name)};`).join("\n") };
    });
  },
};

/** The packages that the result holds something of, by name. */
function packagesIn({ outputs }) {
  const [{ inputs }] = Object.values(outputs);
  const used = Object.entries(inputs).filter(
    ([path, { bytesInOutput }]) => bytesInOutput && path.includes("node_modules/"),
  );
  return [...new Set(used.map(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)[1]))].sort();
}

async function licenceOf(name) {
  const { version, license } = JSON.parse(await readFile(join(MODULES, name, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${(await readFile(join(MODULES, name, "LICENSE"), "utf8")).trim()}\n`;
}

const folder = process.argv[2];
const result = await build({
  entryPoints: [join(HERE, "plot.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
  banner: { js: "/* Parts of Observable Plot and d3, ISC licence: see plot.LICENSE.txt */" },
  metafile: true,
  write: false,
  plugins: [leaveOut],
});
if (result.warnings.length) process.exit(1);
const licences = await Promise.all(packagesIn(result.metafile).map(licenceOf));
await writeFile(join(folder, "plot.js"), result.outputFiles[0].contents);
await writeFile(join(folder, "plot.LICENSE.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
