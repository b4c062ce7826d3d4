/**
 * How lines run between boxes: straight, and around every box that they do not belong to. A twin
 * of app/present/drawing/routes.py, where the rules are told.
 */

const CLEAR = 8;
const STRAIGHT = 24;
const SPREAD = 12;
const CORNER = 20;
const BOW = 16;

/** The middle of a box. */
export const middle = ([x, y, width, height]) => [x + width / 2, y + height / 2];

const endOf = ([[x, , width]]) => x + width;
const low = ([, y]) => y - CLEAR;
const high = ([, y, , height]) => y + height + CLEAR;

/** Lists of what has the same key, in the order in which keys come. */
function grouped(list, keyOf) {
  const groups = new Map();
  for (const each of list) groups.set(keyOf(each), [...groups.get(keyOf(each)) ?? [], each]);
  return [...groups.values()];
}

/** Boxes by column from the left, each from the top. */
const columnsOf = (boxes) => grouped([...boxes].sort((a, b) => a[0] - b[0] || a[1] - b[1]), ([x]) => x);

/** The sides on which a line leaves its two boxes; the same one when it bows around others. */
function sidesOf(columns, a, b) {
  if (a[0] !== b[0]) return a[0] < b[0] ? [[1, 0], [-1, 0]] : [[-1, 0], [1, 0]];
  const column = columns.find((each) => each.includes(a));
  const [upper, lower] = a[1] < b[1] ? [a, b] : [b, a];
  const near = column.indexOf(lower) - column.indexOf(upper) === 1;
  if (near && lower[1] - upper[1] - upper[3] >= STRAIGHT) return a === upper ? [[0, 1], [0, -1]] : [[0, -1], [0, 1]];
  const side = [column === columns[0] ? -1 : 1, 0];
  return [side, side];
}

/** Where each line begins at both ends; lines of a side stand in the order of their goals. */
function startsOf(boxes, pairs, sides) {
  const starts = pairs.map(() => []);
  const all = pairs.flatMap((pair, i) => (sides[i] ?? []).map((side, end) => ({ name: pair[end], side, i, end, goal: middle(boxes[pair[1 - end]])[side[0] ? 1 : 0] })));
  for (const lines of grouped(all, ({ name, side }) => `${name} ${side}`)) {
    const { name, side: [right, down] } = lines[0];
    const [x, y, width, height] = boxes[name];
    const step = Math.min(SPREAD, ((right ? height : width) - CORNER) / Math.max(1, lines.length - 1));
    lines.sort((a, b) => a.goal - b.goal || a.i - b.i).forEach(({ i, end }, place) => {
      const off = (place - (lines.length - 1) / 2) * step;
      starts[i][end] = [x + width / 2 + ((right * width) / 2 || off), y + height / 2 + ((down * height) / 2 || off)];
    });
  }
  return starts;
}

const open = (column, ys) => !column.some((box) => low(box) < Math.max(...ys) && Math.min(...ys) < high(box));

/** The free height of a column that is nearest to the wanted one. */
function gap(column, wanted) {
  const free = [wanted, ...column.flatMap((box) => [low(box), high(box)])].filter((y) => !column.some((box) => low(box) < y && y < high(box)));
  return free.reduce((best, y) => (Math.abs(y - wanted) < Math.abs(best - wanted) ? y : best));
}

/** From one side to the other, through the gaps of the columns between them. */
function passing(columns, start, goal) {
  const [left, right] = start[0] < goal[0] ? [start[0], goal[0]] : [goal[0], start[0]];
  const at = (x) => start[1] + ((goal[1] - start[1]) * (x - start[0])) / (goal[0] - start[0]);
  const passed = columns.filter((column) => left < column[0][0] && endOf(column) < right);
  const ways = passed.map((column) => [at(column[0][0]), at(endOf(column))]);
  if (passed.every((column, i) => open(column, ways[i]))) return [start, goal];
  const between = passed.flatMap((column, i) => {
    const y = gap(column, (ways[i][0] + ways[i][1]) / 2);
    return [[column[0][0], y], [endOf(column), y]];
  });
  return [start, ...(start[0] < goal[0] ? between : between.reverse()), goal];
}

/** Where the line from the middle of `box` towards `[x, y]` leaves the box. */
function edge(box, [x, y]) {
  const [cx, cy] = middle(box);
  const [dx, dy] = [x - cx, y - cy];
  if (!dx && !dy) return [cx, cy];
  const scale = Math.min(dx ? box[2] / 2 / Math.abs(dx) : Infinity, dy ? box[3] / 2 / Math.abs(dy) : Infinity);
  return [cx + dx * scale, cy + dy * scale];
}

/** The points of the line of each pair of names; to boxes that somebody moved lines go straight. */
export function routes(boxes, moved, pairs) {
  const columns = columnsOf(Object.keys(boxes).filter((name) => !moved(name)).map((name) => boxes[name]));
  const sides = pairs.map(([a, b]) => (moved(a) || moved(b) ? null : sidesOf(columns, boxes[a], boxes[b])));
  const starts = startsOf(boxes, pairs, sides);
  const bows = {};
  return pairs.map(([a, b], i) => {
    if (!sides[i]) return [edge(boxes[a], middle(boxes[b])), edge(boxes[b], middle(boxes[a]))];
    const [start, goal] = starts[i];
    const [[out], [back]] = sides[i];
    if (!out) return [start, goal];
    if (out !== back) return passing(columns, start, goal);
    const [x, , width] = boxes[a];
    bows[x] = (bows[x] ?? 0) + 1;
    const room = out > 0 ? Math.min(...columns.map(([[left]]) => left).filter((left) => left > x)) - x - width : Infinity;
    const far = start[0] + out * Math.min(BOW * bows[x], room / 2);
    return [start, [far, start[1]], [far, goal[1]], goal];
  });
}
