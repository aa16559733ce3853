/** Draws the layout of a picture on a canvas, in the page's own colours and type. */

/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Part} Part */
/** @typedef {import("./lettering.js").Text} Text */
/** @typedef {import("./lettering.js").Type} Type */
/** @typedef {import("./lettering.js").Box} Box */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import("./cover-images.js").Covers} Covers */

/** What theme.css says now, in this scheme. @param {string} name of a property, or a colour */
function themed(name) {
  return name.startsWith("--") ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : name;
}

/** @param {Context} context @param {Type} type */
function setType(context, { size, face, weight, spacing = 0 }) {
  context.font = `${weight} ${size}px ${themed(`--${face}`)}`;
  context.letterSpacing = `${spacing * size}px`;
}

/** How wide a text is on a canvas, with the fonts of this machine. @param {Context} context @returns {import("./lettering.js").WidthOf} */
export function widthOn(context) {
  return (text, type) => {
    setType(context, type);
    return context.measureText(text).width;
  };
}

const FROM_RIGHT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** @param {Context} context @param {Text} text */
function drawText(context, { box, text, type, tone, at = "start", turned = false, flush = false }) {
  setType(context, type);
  context.fillStyle = themed(tone);
  context.direction = FROM_RIGHT.test(text) ? "rtl" : "ltr";
  context.textBaseline = "alphabetic";
  context.textAlign = at === "middle" ? "center" : "left";
  const [wide, tall] = turned ? [box.tall, box.wide] : [box.wide, box.tall];
  context.save();
  context.translate(box.x, box.y);
  if (turned) {
    context.translate(box.wide, 0);
    context.rotate(Math.PI / 2);
  }
  if (flush) context.translate(context.measureText(text).actualBoundingBoxLeft, 0);
  // Where the letters of a line stand between its edges is the same for all of its texts, whatever letters they have.
  context.fillText(text, at === "middle" ? wide / 2 : 0, tall / 2 + type.size * 0.34);
  context.restore();
}

/** @param {Context} context @param {Box} box @param {string} tone @param {number|number[]} [round] */
function fill(context, { x, y, wide, tall }, tone, round = 0) {
  context.fillStyle = themed(tone);
  context.beginPath();
  context.roundRect(x, y, wide, tall, round);
  context.fill();
}

/** @param {Context} context @param {number} x its middle @param {number} y @param {number} radius */
function starPath(context, x, y, radius) {
  context.beginPath();
  for (let corner = 0; corner < 10; corner += 1) {
    const far = corner % 2 ? radius * 0.42 : radius;
    const angle = (corner * Math.PI) / 5 - Math.PI / 2;
    context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
  }
  context.closePath();
  context.fill();
}

/** Five stars, the last of them filled by as much as the rating has. @param {Context} context @param {Box} box @param {number} rating */
function drawStars(context, box, rating) {
  const step = box.wide / 5;
  for (const [tone, part] of /** @type {const} */ ([
    ["--line", 1],
    ["--gold", rating / 5],
  ])) {
    context.save();
    context.beginPath();
    context.rect(box.x, box.y, box.wide * part, box.tall);
    context.clip();
    context.fillStyle = themed(tone);
    for (let place = 0; place < 5; place += 1) {
      starPath(context, box.x + step * (place + 0.5), box.y + box.tall / 2 + 1, step * 0.46);
    }
    context.restore();
  }
}

/** @param {Context} context @param {import("./shelves.js").Spine} spine */
function drawSpine(context, { box, cloth, loved, unit, texts }) {
  fill(context, box, `--${cloth}`, [2 * unit, 2 * unit, 0, 0]);
  const band = Math.max(1, 2 * unit);
  fill(context, { ...box, y: box.y + 10 * unit, tall: band }, "--foil");
  fill(context, { ...box, y: box.y + box.tall - 12 * unit, tall: band }, "--foil");
  if (loved) {
    context.fillStyle = "#ffdf9e";
    starPath(context, box.x + box.wide / 2, box.y + box.tall - 21 * unit, Math.min(6 * unit, box.wide * 0.36));
  }
  for (const text of texts) drawText(context, text);
}

/** @param {Context} context @param {import("./shelves.js").Cover} cover @param {Covers} covers */
function drawCover(context, { box, cloth, address, texts }, covers) {
  const { x, y, wide, tall } = box;
  const corner = Math.max(2, wide * 0.03);
  const image = address === null ? undefined : covers.get(address);
  context.save();
  context.shadowColor = "rgb(0 0 0 / 0.28)";
  context.shadowBlur = wide * 0.07;
  context.shadowOffsetY = wide * 0.02;
  fill(context, box, `--${cloth}`, [corner / 2, corner, corner, corner / 2]);
  context.restore();
  context.save();
  context.clip(); // to the path that was filled last
  if (image) {
    // As large as the place, and what is over it on both sides is cut.
    const scale = Math.max(wide / image.naturalWidth, tall / image.naturalHeight);
    const [w, t] = [image.naturalWidth * scale, image.naturalHeight * scale];
    context.drawImage(image, x + (wide - w) / 2, y + (tall - t) / 2, w, t);
  } else {
    fill(context, { x, y, wide: wide * 0.07, tall }, "rgb(0 0 0 / 0.16)");
    for (const text of texts) drawText(context, text);
  }
  context.restore();
}

/** @param {Context} context @param {Part} part @param {Covers} covers */
function drawPart(context, part, covers) {
  if (part.kind === "text") drawText(context, part);
  else if (part.kind === "stars") drawStars(context, part.box, part.stars);
  else if (part.kind === "spine") drawSpine(context, part);
  else if (part.kind === "cover") drawCover(context, part, covers);
  else {
    context.globalAlpha = part.alpha ?? 1;
    fill(context, part.box, part.tone, part.round);
    context.globalAlpha = 1;
  }
}

/** @param {HTMLCanvasElement} canvas @param {Context} context its own @param {Layout} layout @param {Covers} covers */
export function drawLayout(canvas, context, { wide, tall, parts }, covers) {
  Object.assign(canvas, { width: wide, height: tall });
  fill(context, { x: 0, y: 0, wide, tall }, "--paper");
  for (const part of parts) drawPart(context, part, covers);
}

/** The picture as a file; null where the browser cannot make one. @param {HTMLCanvasElement} canvas @param {string} name @returns {Promise<File|null>} */
export function fileOf(canvas, name) {
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(blob && new File([blob], name, { type: blob.type })), "image/png");
  });
}
