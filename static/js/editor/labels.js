/**
 * Where the label of a link stands: beside its line, off every box, line and other label. A twin
 * of app/present/drawing/labels.py, where the rules are told.
 */

import { middle } from "./routes.js";

const WIDTHS = { upi: 26, cxl: 52, pcie: 30, nvlink: 44, on_package: 66 };
const HEIGHT = 14;
const AWAY = 5;
const SHARES = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8];

const pairwise = (points) => points.slice(1).map((point, i) => [points[i], point]);

/** The point at a share of a line's length, and the direction up and away from it. */
function along(points, share) {
  const parts = pairwise(points).map(([[a, b], [c, d]]) => [a, b, c - a, d - b, Math.hypot(c - a, d - b)]);
  let left = parts.reduce((sum, part) => sum + part[4], 0) * share;
  for (const [x, y, width, height, length] of parts) {
    if (left <= length && length) {
      const [dx, dy] = [width / length, height / length];
      const up = dx > 0 || (!dx && dy < 0) ? 1 : -1;
      return [[x + dx * left, y + dy * left], [dy * up, -dx * up]];
    }
    left -= length;
  }
  return [points.at(-1), [0, -1]];
}

/** Middles of a label that touches its line, the best first: above it, or left of it. */
const spots = (points, width) => SHARES.flatMap((share) => {
  const [[x, y], [nx, ny]] = along(points, share);
  const far = Math.abs(nx) * (width / 2 + AWAY) + Math.abs(ny) * (HEIGHT / 2 + AWAY) + 1;
  return [[x + nx * far, y + ny * far], [x - nx * far, y - ny * far]];
});

/** Whether a line meets a box of two half sides around a spot (the separating axes). */
function crosses([x, y], [width, height], [[a, b], [c, d]]) {
  const [mx, my, hx, hy] = [(a + c) / 2 - x, (b + d) / 2 - y, (c - a) / 2, (d - b) / 2];
  return Math.abs(mx) < width + Math.abs(hx) && Math.abs(my) < height + Math.abs(hy)
    && Math.abs(mx * hy - my * hx) < width * Math.abs(hy) + height * Math.abs(hx);
}

function free(label, boxes, segments) {
  const [x, y] = middle(label);
  const [width, height] = [label[2] / 2, label[3] / 2];
  return !boxes.some((box) => {
    const [a, b] = middle(box);
    return Math.abs(a - x) < width + box[2] / 2 && Math.abs(b - y) < height + box[3] / 2;
  }) && !segments.some((each) => crosses([x, y], [width + AWAY, height + AWAY], each));
}

/** The box of each line's label; null for a line without a kind, which has no label. */
export function labels(kinds, lines, boxes) {
  const segments = lines.flatMap(pairwise);
  const taken = [...boxes];
  return lines.map((points, i) => {
    const width = WIDTHS[kinds[i]];
    if (!width) return null;
    const around = ([x, y]) => [x - width / 2, y - HEIGHT / 2, width, HEIGHT];
    const found = spots(points, width).map(around).find((box) => free(box, taken, segments)) ?? around(along(points, 0.5)[0]);
    taken.push(found);
    return found;
  });
}
