/** The strip as an SVG file: the same marks as on the canvas. Pure. */

import { linesOf } from "./canvas.js";

const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const short = (value) => String(Math.round(value * 100) / 100);

const box = ({ x, y, width, height }) => `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;

function texture(mark) {
  const lines = [...linesOf(mark)].map((ends) => {
    const [x1, y1, x2, y2] = ends.map(short);
    return `M${x1} ${y1}L${x2} ${y2}`;
  });
  return lines.length ? `<path d="${lines.join("")}" stroke="#fff" stroke-opacity=".35"/>` : "";
}

const label = ({ x, y, width, height, label: text }) => (text
  ? `<text x="${short(x + width / 2)}" y="${short(y + height / 2 + 4)}">${escaped(text)}</text>` : "");

/** The text of the SVG file; `title` says what it shows. */
export function svgOf({ marks, layout, colours }, title) {
  const size = `${short(layout.width)} ${short(layout.height)}`;
  const [width, height] = size.split(" ");
  const parts = marks.map((mark) => `<rect ${box(mark)} fill="${escaped(colours[mark.kind])}"/>${texture(mark)}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${width}" height="${height}" role="img">`
    + `<title>${escaped(title)}</title>${parts.join("")}`
    + `<g font-family="sans-serif" font-size="11" text-anchor="middle" fill="#fff">${marks.map(label).join("")}</g></svg>`;
}
