/**
 * A picture with what the page says around it: title, unit of its axis, numbers of rows, legend,
 * and the sentence below. So it can stand alone.
 */

import { findAll } from "../dom.js";
import { titleOf } from "../take.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 12;
const LINE = 17;
const LETTER = 6.3; // the usual width at 12 px

/** Units that a figure does not say on its axes. */
const UNITS = { bandwidth: "GB/s" };

/** Words in lines of at most `width` letters. */
export function wrapped(words, width) {
  const lines = [];
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const joined = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** Numbers beside rows: [[top, text], …], in the picture's own coordinates. */
function rowsOf(host) {
  let top = 0;
  return findAll(".strip-scale span", host).map((label) => {
    const row = [top, label.textContent];
    top += Number.parseFloat(label.style.height);
    return row;
  });
}

/** Colours as the cells have them, deep enough for white numbers. */
function legendOf(host) {
  return findAll(".strip-legend span", host).map((item) => {
    const style = getComputedStyle(item.querySelector("i"));
    return [style.getPropertyValue("--deep").trim() || style.backgroundColor, item.textContent.trim()];
  });
}

/** What the page says around the figure `name`: a source can have words of its own for below. */
export function around({ host, caption }, name) {
  return {
    title: titleOf(host), unit: UNITS[name] ?? "", rows: rowsOf(host), legend: legendOf(host),
    caption: caption?.() ?? host.querySelector("figcaption")?.textContent ?? "",
  };
}

function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** The keys of a legend on one line from `y` on. */
function keys(legend, x, y) {
  return legend.flatMap(([colour, name]) => {
    const made = [element("rect", { x, y: y - 10, width: 11, height: 11, fill: colour }), element("text", { x: x + 16, y }, name)];
    x += 34 + name.length * LETTER;
    return made;
  });
}

/** The text of an SVG inside its frame, in the page's colours. */
export function framed(text, { title, unit, rows, legend, caption }) {
  const inner = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const [width, height] = ["width", "height"].map((name) => Number.parseFloat(inner.getAttribute(name)));
  const style = getComputedStyle(document.documentElement);
  const [ink, muted, card] = ["--ink", "--muted", "--card"].map((name) => style.getPropertyValue(name).trim());
  const left = MARGIN + (rows.length ? LETTER * Math.max(...rows.map(([, label]) => label.length)) + 8 : 0);
  const top = MARGIN + LINE + 4 + (unit ? LINE : 0);
  const wide = left + width + MARGIN;
  const lines = wrapped(caption, Math.floor((wide - 2 * MARGIN) / LETTER));
  const under = top + height + LINE;
  const tall = under + LINE * (lines.length + (legend.length ? 1 : 0));
  const outer = element("svg", { width: wide, height: tall, viewBox: `0 0 ${wide} ${tall}`, role: "img", "font-family": "sans-serif", "font-size": 12, fill: muted });
  inner.setAttribute("x", left);
  inner.setAttribute("y", top);
  outer.append(
    element("title", {}, title),
    element("rect", { width: wide, height: tall, fill: card }),
    element("text", { x: MARGIN, y: MARGIN + 12, "font-size": 15, "font-weight": 600, fill: ink }, title),
    element("text", { x: MARGIN, y: top - 4 }, unit),
    ...rows.map(([y, label]) => element("text", { x: left - 8, y: top + y + 13, "text-anchor": "end" }, label)),
    document.importNode(inner, true),
    ...keys(legend, MARGIN, under),
    ...lines.map((line, place) => element("text", { x: MARGIN, y: under + LINE * (place + (legend.length ? 1 : 0)) }, line)),
  );
  return new XMLSerializer().serializeToString(outer);
}
