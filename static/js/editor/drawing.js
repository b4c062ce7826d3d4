/** The machine as SVG elements, drawn from its layout. Names and looks as in the server's picture. */

import { nodesIn } from "../draft.js";
import { make } from "../dom.js";
import { decimal, gbPerS, mib } from "../format.js";
import { t } from "../words.js";
import { layout } from "./layout.js";
import { middle } from "./routes.js";

const SVG = "http://www.w3.org/2000/svg";
export const KIND_LABELS = { dram: "DRAM", hbm: "HBM", cxl: "CXL", remote: "remote", pmem: "PMem" };

/** An SVG element with attributes and children; strings become text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const rateText = (rate) => t("drawing.rate", { rate: gbPerS(rate) });
const cpusText = (count) => (count ? t("drawing.cpus", { n: count }) : t("drawing.no_cpus"));
const thickness = (rate) => (rate === null ? 2 : Math.min(12, 1.5 + Math.sqrt(rate / 1024) * 0.62));

function outline(kind, [x, y, width, height]) {
  const half = height / 2;
  const corners = {
    hbm: [[12, 0], [width - 12, 0], [width, half], [width - 12, height], [12, height], [0, half]],
    remote: [[14, 0], [width, 0], [width - 14, height], [0, height]],
  }[kind];
  if (corners) return el("polygon", { points: corners.map(([a, b]) => `${x + a},${y + b}`).join(" ") });
  return el("rect", { x, y, width, height, rx: { cxl: 22, dram: 5 }[kind] ?? 0 });
}

/** What an element is called. */
export function called(machine, name) {
  const [, kind, id] = /^(socket|switch|node|link):?(.*)$/.exec(name);
  if (kind === "link") {
    const link = machine.links.find((each) => each.id === id);
    const [a, b] = link.ends.map((end) => end.replace(/^(\D+)(\d+)$/, (_, place, number) => t(place === "node" ? "drawing.node_place" : `drawing.${place}`, { id: number })));
    const joins = t("drawing.link_of", { kind: t(`drawing.kind_${link.kind}`), a, b });
    return id.includes(`-${link.ends.join("-")}`) ? joins : t("drawing.named", { it: joins, id });
  }
  if (kind !== "node") return t(`drawing.${kind}`, { id });
  return t("drawing.node", { id, kind: KIND_LABELS[machine.nodes.find((each) => each.id === Number(id)).kind] });
}

/** What stands in an element's second line. */
function factOf(machine, name) {
  const [, kind, id] = /^(socket|switch|node|link):?(.*)$/.exec(name);
  if (kind === "socket") return cpusText(machine.nodes.filter((node) => node.socket === Number(id)).reduce((sum, node) => sum + nodesIn(node.cpus).length, 0));
  if (kind !== "node") return "";
  const node = machine.nodes.find((each) => each.id === Number(id));
  const facts = [node.mib ? mib(node.mib) : t("drawing.no_memory")];
  if (node.read_mib_per_s) facts.push(rateText(node.read_mib_per_s));
  return facts.join(" · ");
}

/** An element for people who hear it: what can be read, then how hard it works. */
export function spoken(machine, name, loads = {}) {
  const load = name.startsWith("node") ? loads[name.slice(4)] : undefined;
  const works = load === undefined ? "" : `, ${t("drawing.works_at", { share: `${decimal(load * 100, 0)}\u202f%` })}`;
  return `${called(machine, name)} ${factOf(machine, name)}`.trim() + works;
}

function nodeParts(machine, node, name, box) {
  const [x, [, y]] = [box[0] + 20, middle(box)];
  return [
    outline(node.kind, box),
    el("text", { x, y: y - 4, class: "name" }, called(machine, name)),
    el("text", { x, y: y + 15, class: "fact" }, factOf(machine, name)),
  ];
}

function plainParts(machine, name, box) {
  const [x, y] = middle(box);
  const [title, fact] = [called(machine, name), factOf(machine, name)];
  const frame = el("rect", { x: box[0], y: box[1], width: box[2], height: box[3], rx: 8, class: "socket" });
  if (!fact) return [frame, el("text", { x, y: y + 5, class: "name" }, title)];
  return [frame, el("text", { x, y: y - 3, class: "name" }, title), el("text", { x, y: y + 15, class: "fact" }, fact)];
}

/** The slowest of what a line joins: the link, and the memory at its end. */
function rateOf(machine, line, link) {
  const nodes = machine.nodes.filter((node) => line.ends.includes(`node${node.id}`));
  const known = [...nodes, ...(link ? [link] : [])].map((each) => each.read_mib_per_s).filter((rate) => rate !== null && rate !== undefined);
  return known.length ? Math.min(...known) : null;
}

/** A line from middle to middle: its ends lie below their boxes, whatever outline these have. */
function lineParts(machine, boxes, line) {
  const link = machine.links.find((each) => each.id === line.link);
  const node = machine.nodes.find((each) => line.ends.includes(`node${each.id}`));
  const [first, last] = line.ends.map((end) => middle(boxes[end]));
  const points = [first, ...line.points, last].join(" ");
  const stroke = el("polyline", { points, class: link ? "link" : `bus kind-${node.kind}`, "stroke-width": thickness(rateOf(machine, line, link)) });
  return link ? [el("polyline", { points, class: "grip" }), stroke] : [stroke];
}

/** What stands beside a link. */
function labelOf(machine, { link, label }) {
  const [x, y] = middle(label);
  return el("text", { x, y: y + 4, class: "on-link", "aria-hidden": true }, t(`drawing.kind_${machine.links.find(({ id }) => id === link).kind}`));
}

function element(name, classes, parts, label, chosen) {
  const group = el("g", { class: classes, role: "button", "aria-pressed": chosen, "aria-label": label, tabindex: -1 }, ...parts);
  group.dataset.name = name;
  return group;
}

/** All children of the drawing; `selected` is the name of the element that is chosen. */
export function drawn(machine, { at, selected, loads }) {
  const made = layout(machine, at);
  const label = (name) => spoken(machine, name, loads);
  const lines = made.lines.map((line) => {
    const name = line.link === null ? null : `link:${line.link}`;
    return name ? element(name, "joint", lineParts(machine, made.boxes, line), label(name), name === selected) : el("g", { "aria-hidden": true }, ...lineParts(machine, made.boxes, line));
  });
  const boxes = Object.entries(made.boxes).map(([name, box]) => {
    const node = machine.nodes.find((each) => `node${each.id}` === name);
    if (!node) return element(name, "place", plainParts(machine, name, box), label(name), name === selected);
    return element(name, `place memory kind-${node.mib ? node.kind : "empty"}`, nodeParts(machine, node, name, box), label(name), name === selected);
  });
  const told = made.lines.filter((line) => line.label).map((line) => labelOf(machine, line));
  return { layout: made, children: [...lines, ...boxes, ...told] };
}

/** An empty drawing. */
export function emptyDrawing() {
  const svg = el("svg", { class: "machine", role: "group", "aria-label": t("editor.drawing"), "aria-describedby": "editor-keys" });
  return { svg, frame: make("div", { className: "canvas" }, svg) };
}
