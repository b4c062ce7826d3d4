/** The keys of the drawing: arrows go from element to element, with Shift they move one. */

import { middle } from "./routes.js";

const STEP = 8;
const SHIFTS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LETTERS = { l: "link", m: "move", d: "duplicate", a: "arrange", f: "fit", "+": "in", "-": "out" };

/** Middles of everything that can be chosen: boxes, and the labels of links. */
function spots(layout) {
  const places = Object.entries(layout.boxes).map(([name, box]) => [name, middle(box)]);
  const links = layout.lines.filter(({ link }) => link !== null)
    .map(({ link, label }) => [`link:${link}`, middle(label)]);
  return new Map([...places, ...links]);
}

/** The nearest element, or only box, in the direction of an arrow key; the same one where there is none. */
export function nextName(layout, name, key, boxes = false) {
  const all = spots(layout);
  const [x, y] = all.get(name) ?? [0, 0];
  const [dx, dy] = SHIFTS[key];
  let best = name;
  let least = Infinity;
  for (const [other, [ox, oy]] of all) {
    const along = (ox - x) * dx + (oy - y) * dy;
    const across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    if (other !== name && !(boxes && other.startsWith("link:")) && along > 0 && along + 2 * across < least) {
      least = along + 2 * across;
      best = other;
    }
  }
  return best;
}

/** Act on a key; `acts` says what each can do. Keys that mean nothing here are left alone. */
export function keyMoves(event, acts) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return;
  if (key in SHIFTS) {
    const fine = event.altKey ? 1 : STEP;
    if (event.shiftKey || acts.moving) acts.nudge(SHIFTS[key].map((each) => each * fine));
    else acts.go(key, acts.name);
  } else if (key === "Enter") acts.enter(acts.name);
  else if (key === " ") acts.choose(acts.name);
  else if (key === "Delete" || key === "Backspace") acts.remove();
  else if (acts.letters && LETTERS[key.toLowerCase()]) acts.tool(LETTERS[key.toLowerCase()]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
