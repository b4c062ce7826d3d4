/**
 * Where the elements of a machine stand: sockets on the left, their memory beside them, switches
 * between. A twin of app/present/drawing/layout.py: tests/golden/layouts.json ties the two.
 */

const SOCKET = [108, 72];
const SWITCH = [84, 40];
const NODE = [152, 58];
const ROW = 74;
const MARGIN = 8;
const GAP = 96;
const COLUMN = 168;
const TALL = 12;

/** Columns in which the memory of a machine stands: more, where one would be too tall. */
const columnsOf = (count) => (count <= TALL ? 1 : count <= 2 * TALL ? 2 : 4);

const home = (node) => node.socket ?? null;

function* groups(machine) {
  for (const { id } of machine.sockets) yield [id, machine.nodes.filter((node) => home(node) === id)];
  const rest = machine.nodes.filter((node) => home(node) === null || !machine.sockets.some(({ id }) => id === home(node)));
  if (rest.length) yield [null, rest];
}

/** Places without anybody's choice: name → [x, y, width, height]. */
function arranged(machine) {
  const boxes = {};
  const between = machine.switches.length ? GAP + SWITCH[0] : 0;
  const left = MARGIN + SOCKET[0] + GAP + between;
  const columns = columnsOf(machine.nodes.length);
  let top = MARGIN;
  for (const [socket, nodes] of groups(machine)) {
    const rows = Math.max(1, Math.ceil(nodes.length / columns));
    nodes.forEach((node, i) => {
      const y = top + Math.floor(i / columns) * ROW + (ROW - NODE[1]) / 2;
      boxes[`node${node.id}`] = [left + (i % columns) * COLUMN, y, ...NODE];
    });
    if (socket !== null) boxes[`socket${socket}`] = [MARGIN, top + (rows * ROW - SOCKET[1]) / 2, ...SOCKET];
    top += rows * ROW;
  }
  const height = top - MARGIN;
  machine.switches.forEach(({ id }, i) => {
    const share = height / machine.switches.length;
    boxes[`switch${id}`] = [MARGIN + SOCKET[0] + GAP, MARGIN + share * (i + 0.5) - SWITCH[1] / 2, ...SWITCH];
  });
  return boxes;
}

/** Lines: every link, and a bus for memory that hangs on a socket without a link. */
function linesOf(machine) {
  const lines = machine.links.map((link) => ({ link: link.id, ends: [...link.ends] }));
  const linked = new Set(machine.links.flatMap((link) => link.ends));
  for (const node of machine.nodes) {
    const there = machine.sockets.some(({ id }) => id === home(node));
    if (node.mib && there && !linked.has(`node${node.id}`)) lines.push({ link: null, ends: [`node${node.id}`, `socket${home(node)}`] });
  }
  return lines;
}

/** The middle of a box. */
export const middle = ([x, y, width, height]) => [x + width / 2, y + height / 2];

/** Where the line from the middle of `box` towards `[x, y]` leaves the box. */
export function edge(box, [x, y]) {
  const [cx, cy] = middle(box);
  const [dx, dy] = [x - cx, y - cy];
  if (!dx && !dy) return [cx, cy];
  const scale = Math.min(dx ? box[2] / 2 / Math.abs(dx) : Infinity, dy ? box[3] / 2 / Math.abs(dy) : Infinity);
  return [cx + dx * scale, cy + dy * scale];
}

/** Boxes by name, lines with their two points, and the view box that holds them all. */
export function layout(machine, at = {}) {
  const boxes = arranged(machine);
  for (const [name, box] of Object.entries(boxes)) if (at[name]) boxes[name] = [...at[name], box[2], box[3]];
  const lines = linesOf(machine)
    .filter(({ ends }) => ends.every((end) => end in boxes))
    .map(({ link, ends: [a, b] }) => ({ link, ends: [a, b], points: [edge(boxes[a], middle(boxes[b])), edge(boxes[b], middle(boxes[a]))] }));
  return { boxes, lines, view: around(Object.values(boxes)) };
}

function around(boxes) {
  if (!boxes.length) return [0, 0, 2 * MARGIN, 2 * MARGIN];
  const [left, top] = [0, 1].map((i) => Math.min(MARGIN, ...boxes.map((box) => box[i])) - MARGIN);
  const [right, bottom] = [0, 1].map((i) => Math.max(...boxes.map((box) => box[i] + box[i + 2])) + MARGIN);
  return [left, top, right - left, bottom - top];
}
