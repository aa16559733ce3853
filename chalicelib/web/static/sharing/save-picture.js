/** "Save picture": the dialog that shows the picture of a year or a library, and saves or shares it. */

import { h } from "../ui/dom.js";
import { saveFile } from "../ui/pieces.js";
import { plural } from "../models/format.js";
import { addressesOf, coverImages } from "./cover-images.js";
import { drawLayout, fileOf, widthOn } from "./drawing.js";
import { layoutOf, SIZES } from "./layout.js";
import { inWords, pictureOf } from "./picture.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./layout.js").SizeName} SizeName */

/** The button; nothing of the picture is counted before it is pressed. @param {Library} library @param {number|null} year null for all of it */
export const savePicture = (library, year) =>
  h("button", { type: "button", class: "button quiet", onclick: () => openPicture(library, year) }, "Save picture");

/**
 * A choice among few, as radio buttons. @param {string} legend @param {string} name @param {[value: string, words: string][]} choices the first is chosen
 * @param {() => void} changed
 */
function choice(legend, name, choices, changed) {
  const inputs = choices.map(([value], index) =>
    h("input", { type: "radio", name, value, checked: index === 0, onchange: changed }),
  );
  const element = h(
    "fieldset",
    {},
    h("legend", {}, legend),
    inputs.map((input, index) => h("label", {}, input, choices[index][1])),
  );
  return { element, value: () => inputs.find((input) => input.checked)?.value ?? choices[0][0] };
}

/** @param {Library} library @param {number|null} year */
function openPicture(library, year) {
  const picture = pictureOf(library, year);
  if (picture) new PictureDialog(picture).open();
}

class PictureDialog {
  /** @param {Picture} picture */
  constructor(picture) {
    this.picture = picture;
    this.canvas = h("canvas", { role: "img", "aria-label": `The picture: ${inWords(picture)}` });
    this.context = this.canvas.getContext("2d");
    const draw = () => void this.draw();
    this.size = choice(
      "Size",
      "picture-size",
      Object.entries(SIZES).map(([value, { name, wide, tall }]) => [value, `${name}, ${wide} × ${tall}`]),
      draw,
    );
    this.books = choice(
      "Books",
      "picture-books",
      [
        ["spines", "As spines"],
        ["covers", "As covers"],
      ],
      draw,
    );
    this.status = h("p", { class: "hint", role: "status" });
    this.share = h(
      "button",
      { type: "button", class: "button", hidden: true, onclick: () => void this.handOver() },
      "Share",
    );
    this.save = h("button", { type: "button", class: "button", disabled: true, onclick: () => this.keep() }, "Save");
    const close = h("button", { type: "button", class: "button quiet", onclick: () => this.dialog.close() }, "Close");
    this.dialog = h(
      "dialog",
      { class: "picture", "aria-labelledby": "picture-title" },
      h("div", { class: "picture-shown" }, this.canvas),
      h(
        "div",
        { class: "picture-choices" },
        h("h2", { id: "picture-title" }, "Save picture"),
        h(
          "p",
          { class: "hint" },
          "Drawn in this browser, and not sent anywhere. No review and no link to this page is on it.",
        ),
        this.size.element,
        this.books.element,
        h("p", { class: "actions" }, this.share, this.save, close),
        this.status,
      ),
    );
    this.fetchCovers = coverImages();
    /** @type {File|null} */
    this.file = null;
    this.drawings = 0;
  }

  open() {
    const leave = () => this.dialog.close(); // the address has changed: this is another page
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const draw = () => void this.draw();
    window.addEventListener("hashchange", leave);
    scheme.addEventListener("change", draw);
    this.dialog.addEventListener("close", () => {
      window.removeEventListener("hashchange", leave);
      scheme.removeEventListener("change", draw);
      this.drawings += 1; // what is still being drawn is for nobody
      this.dialog.remove();
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
    void this.draw();
  }

  /** Draw what is chosen. With covers the drawn ones stand there until those that come have come. */
  async draw() {
    const drawing = (this.drawings += 1);
    const { canvas, context } = this;
    if (!context) return this.tell("This browser cannot draw pictures.");
    this.file = null;
    this.save.disabled = this.share.disabled = true;
    const size = /** @type {SizeName} */ (this.size.value());
    const layout = layoutOf(this.picture, size, this.books.value() === "covers", widthOn(context));
    drawLayout(canvas, context, layout, new Map());
    const addresses = addressesOf(layout.parts);
    this.tell(addresses.length ? "Fetching covers …" : "");
    const covers = await this.fetchCovers(addresses);
    if (drawing !== this.drawings) return;
    if (covers.size) drawLayout(canvas, context, layout, covers);
    const file = await fileOf(canvas, `${this.picture.file}-${size}.png`);
    if (drawing !== this.drawings) return;
    if (!file) return this.tell("This browser could not make the picture.");
    this.file = file;
    const without = addresses.length - covers.size;
    this.tell(without ? `${plural(without, "cover")} could not be had: drawn instead.` : "");
    this.save.disabled = this.share.disabled = false;
    this.share.hidden = !navigator.canShare?.({ files: [file] });
    this.save.classList.toggle("quiet", !this.share.hidden);
  }

  /** @param {string} words */
  tell(words) {
    this.status.textContent = words;
  }

  keep() {
    if (!this.file) return;
    saveFile(this.file, this.file.name);
    this.tell("Picture saved");
  }

  async handOver() {
    if (!this.file) return;
    try {
      await navigator.share({ files: [this.file] });
      this.tell("Picture shared");
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return; // the reader thought better of it
      if (!(error instanceof DOMException)) throw error;
      this.tell("It could not be shared here. Save it instead.");
    }
  }
}
