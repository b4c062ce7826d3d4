/**
 * Where the elements of a machine stand: sockets left, memory right, switches between. Each socket
 * and switch stands beside the memory that hangs on it, in rows of its own. A twin of
 * app/present/drawing/layout.py: tests/golden/layouts.json ties the two.
 */

import { labels } from "./labels.js";
import { routes } from "./routes.js";

const SOCKET = [108, 72];
const SWITCH = [84, 40];
const NODE = [152, 58];
const ROW = 74;
const APART = 22;
const MARGIN = 8;
const GAP = 96;
const COLUMN = 168;
const TALL = 12;

/** Columns in which the memory of a machine stands: more, where one would be too tall. */
const columnsOf = (count) => (count <= TALL ? 1 : count <= 2 * TALL ? 2 : 4);

const home = (node) => node.socket ?? null;

/** The switch that a node is linked to, unless a link leads to a socket without it. */
function switchOf(machine, name) {
  const ends = machine.links.filter((link) => link.ends.includes(name)).flatMap((link) => link.ends);
  return ends.some((end) => end.startsWith("socket")) ? undefined : ends.find((end) => end.startsWith("switch"));
}

/** What each switch and each node hangs on: a socket, a switch, or "" where nobody knows. */
function hostsOf(machine) {
  const places = machine.sockets.map(({ id }) => `socket${id}`);
  const hosts = Object.fromEntries(places.map((name) => [name, ""]));
  for (const place of places) { // grows while the links are followed
    for (const end of machine.links.filter((link) => link.ends.includes(place)).flatMap((link) => link.ends)) {
      if (!end.startsWith("switch") || end in hosts) continue;
      hosts[end] = place;
      places.push(end);
    }
  }
  for (const { id } of machine.switches) hosts[`switch${id}`] ??= "";
  for (const node of machine.nodes) {
    const socket = `socket${home(node)}`;
    hosts[`node${node.id}`] = switchOf(machine, `node${node.id}`) ?? (socket in hosts ? socket : "");
  }
  return hosts;
}

/** Each socket and switch, how many switches it is from a socket, and its memory; last what hangs on nothing. */
function blocksOf(machine) {
  const hosts = hostsOf(machine);
  const following = (place, depth) => [
    [place, depth, machine.nodes.filter(({ id }) => hosts[`node${id}`] === place)],
    ...machine.switches.map(({ id }) => `switch${id}`).filter((name) => hosts[name] === place).flatMap((name) => following(name, depth + 1)),
  ];
  return [...machine.sockets.flatMap(({ id }) => following(`socket${id}`, 0)), ...following("", 0)];
}

/** Places without anybody's choice: name → [x, y, width, height]. */
function arranged(machine) {
  const boxes = {};
  const blocks = blocksOf(machine);
  const first = MARGIN + SOCKET[0] + GAP;
  const left = first + Math.max(...blocks.map(([, depth]) => depth)) * (SWITCH[0] + GAP);
  const columns = columnsOf(machine.nodes.length);
  let top = MARGIN;
  for (const [place, depth, nodes] of blocks) {
    if (place.startsWith("socket") && top > MARGIN) top += APART;
    nodes.forEach((node, i) => {
      const y = top + Math.floor(i / columns) * ROW + (ROW - NODE[1]) / 2;
      boxes[`node${node.id}`] = [left + (i % columns) * COLUMN, y, ...NODE];
    });
    const height = ROW * Math.max(place ? 1 : 0, Math.ceil(nodes.length / columns));
    const size = depth ? SWITCH : SOCKET;
    if (place) boxes[place] = [depth ? first + (depth - 1) * (SWITCH[0] + GAP) : MARGIN, top + (height - size[1]) / 2, ...size];
    top += height;
  }
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

/** Boxes by name, lines with their points and the box of their label, and the view box that holds them all. */
export function layout(machine, at = {}) {
  const boxes = arranged(machine);
  for (const [name, box] of Object.entries(boxes)) if (at[name]) boxes[name] = [...at[name], box[2], box[3]];
  const joined = linesOf(machine).filter(({ ends }) => ends.every((end) => end in boxes));
  const ways = routes(boxes, (name) => name in at, joined.map(({ ends }) => ends));
  const told = labels(joined.map(({ link }) => machine.links.find(({ id }) => id === link)?.kind), ways, Object.values(boxes));
  const lines = joined.map((line, i) => ({ ...line, points: ways[i], label: told[i] }));
  const drawn = ways.flat().map((point) => [...point, 0, 0]);
  return { boxes, lines, view: around([...Object.values(boxes), ...drawn, ...told.filter(Boolean)]) };
}

function around(boxes) {
  if (!boxes.length) return [0, 0, 2 * MARGIN, 2 * MARGIN];
  const [left, top] = [0, 1].map((i) => Math.min(MARGIN, ...boxes.map((box) => box[i])) - MARGIN);
  const [right, bottom] = [0, 1].map((i) => Math.max(...boxes.map((box) => box[i] + box[i + 2])) + MARGIN);
  return [left, top, right - left, bottom - top];
}
