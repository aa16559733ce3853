/**
 * Building pages out of elements. A reading history is foreign text: it only ever becomes a text node or an attribute
 * value, never markup, and an address only becomes a link when it cannot run anything.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * What stands in an element: strings and numbers become text nodes, lists are taken apart, nothing stands for nothing.
 * @typedef {Node|string|number|null|undefined|false|Child[]} Child
 */

/**
 * Attributes. `on…` functions listen, `data` fills the dataset, false and null leave out.
 * @typedef {{[name: string]: any,
 *   onclick?: (event: MouseEvent) => void,
 *   onchange?: (event: Event) => void,
 *   oninput?: (event: Event) => void,
 *   onsubmit?: (event: SubmitEvent) => void}} Props
 */

/**
 * True for addresses inside the site and for https; `javascript:`, `data:` and the like are none.
 * @param {unknown} href
 */
export function isSafeHref(href) {
  const text = String(href);
  if (text.startsWith("#/")) return true;
  if (/^https:\/\/[a-z0-9.-]+(\/|$)/i.test(text)) return true;
  return /^(\.{1,2}\/|[a-z0-9_-]+\/)[^:\\]*(#.*)?$/i.test(text);
}

/**
 * Create an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * The same for SVG elements.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/**
 * @template {HTMLElement|SVGElement} Made
 * @param {Made} element @param {Props} props @param {Child[]} children @returns {Made}
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked") Object.assign(element, { [name]: value });
    else if (name === "href") {
      if (isSafeHref(value)) element.setAttribute("href", value);
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element} parent @param {Child[]} children */
function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.append(child instanceof Node ? child : String(child));
  }
}

/**
 * Foreign text inside a sentence: its own direction, so that a right-to-left mark cannot turn its neighbours round.
 * @param {string|number|null|undefined} text
 */
export function bdi(text) {
  return h("bdi", {}, text ?? "");
}

/** An external link that tells the other side nothing. @param {string} href @param {string} text */
export function outside(href, text) {
  return h("a", { href, rel: "noopener noreferrer", target: "_blank", class: "outside" }, text);
}
