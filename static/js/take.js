/**
 * Figures to take along: each as PNG, SVG and CSV, named after the experiment that it shows. What
 * writes them is loaded at the first click.
 */

import { find, findAll, make, on } from "./dom.js";
import { t } from "./words.js";

const KINDS = ["png", "svg", "csv"];

/** Plotly's picture of a figure as SVG text, on the card's colour. */
export async function plotted(plotly, place) {
  const card = getComputedStyle(place).getPropertyValue("--card").trim();
  const figure = { data: place.data, layout: { ...place.layout, paper_bgcolor: card }, config: { displaylogo: false } };
  const { width, height } = place.getBoundingClientRect();
  const url = await plotly.toImage(figure, { format: "svg", width, height });
  return decodeURIComponent(url.slice(url.indexOf(",") + 1));
}

const ownText = (element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();

/** What stands over the figure in `host`. */
export function titleOf(host) {
  const heading = host.closest("details.folded")?.querySelector("summary") ?? host.querySelector("h2") ?? host.closest(".card")?.querySelector("h2");
  return heading ? ownText(heading) : "";
}

/** Buttons below the figure of a source {host, after, table}, or after it; `take(kind)` writes the file. */
export function takeButtons(name, { host, after, table }, take, tell) {
  const buttons = (table ? KINDS : KINDS.slice(0, 2)).map((kind) => {
    const textContent = kind.toUpperCase();
    const button = make("button", { type: "button", className: "quiet", textContent, ariaLabel: `${textContent}: ${titleOf(host)}` });
    button.dataset.take = kind;
    on(button, "click", () => take(kind).catch(tell));
    return button;
  });
  const group = make("div", { className: "take", role: "group", ariaLabel: t("results.take") }, ...buttons);
  group.dataset.takes = name;
  if (after) host.after(group);
  else host.append(group);
}

/** What can be taken: name → where its buttons go, its SVG text, its table or null, words other than the page's below it. */
function sources(bench) {
  const charts = findAll(".plot[data-figure]").map((place) => [place.dataset.figure, {
    host: place.closest("figure"),
    svg: (standalone) => (bench.view.ready ? plotted(bench.view.plotly, place) : standalone(find("svg", place))),
    table: () => bench.answer().tables[place.dataset.figure],
  }]);
  const strip = { host: find("#strip").closest("figure"), svg: () => bench.strip.svg(), table: () => bench.strip.table(), caption: () => bench.strip.table().caption };
  const machine = find("[data-machine]");
  return [...charts, ["strip", strip], ["machine", { host: machine, after: true, svg: (standalone) => standalone(find("svg", machine)) }]];
}

/** Put the buttons below every figure; the answer offers a figure {host, svg, table} that comes later. */
export function bindTake(bench) {
  const stem = () => (bench.store.draft === bench.store.initial && document.body.dataset.sid) || bench.answer().result.content;
  const offer = (name, source) => takeButtons(name, source, async (kind) => {
    const { saveFigure } = await import("./take/save.js");
    await saveFigure(kind, source, { name, stem: stem(), result: bench.answer().result, draft: bench.store.draft });
  }, bench.tell);
  for (const each of sources(bench)) offer(...each);
  return offer;
}
