/**
 * Figures to take along: each as PNG, SVG and CSV, named after the experiment that it shows. What
 * writes them is loaded at the first click.
 */

import { find, findAll, make, on, save } from "./dom.js";
import { t } from "./words.js";

const TYPES = { png: "image/png", svg: "image/svg+xml", csv: "text/csv;charset=utf-8" };
const SCALE = 2;

/** Plotly's picture of a figure as SVG text, on the card's colour. */
async function plotted(plotly, place) {
  const card = getComputedStyle(place).getPropertyValue("--card").trim();
  const figure = { data: place.data, layout: { ...place.layout, paper_bgcolor: card }, config: { displaylogo: false } };
  const { width, height } = place.getBoundingClientRect();
  const url = await plotly.toImage(figure, { format: "svg", width, height });
  return decodeURIComponent(url.slice(url.indexOf(",") + 1));
}

/** What can be taken: name → [where its buttons go, its SVG text, its table or null]. */
function sources(bench) {
  const charts = findAll(".plot[data-figure]").map((place) => [place.dataset.figure, {
    host: place.closest("figure"),
    svg: (standalone) => (bench.view.ready ? plotted(bench.view.plotly, place) : standalone(find("svg", place))),
    table: () => bench.answer().tables[place.dataset.figure],
  }]);
  const strip = { host: find("#strip").closest("figure"), svg: () => bench.strip.svg(), table: () => bench.strip.table() };
  const machine = find("[data-machine]");
  return [...charts, ["strip", strip], ["machine", { host: machine, after: true, svg: (standalone) => standalone(find("svg", machine)) }]];
}

/** Put the buttons below every figure. */
export function bindTake(bench) {
  const stem = () => ({ sid: bench.store.draft === bench.store.initial ? document.body.dataset.sid : undefined, content: bench.answer().result.content });

  async function take(source, name, kind) {
    const [{ fileName, textOfFigure }, { rasterised, standalone, svgText }, carry] = await Promise.all([import("./take/files.js"), import("./take/pictures.js"), import("./carry/write.js")]);
    if (kind === "csv") return save(textOfFigure(name, source.table(), bench.answer().result), TYPES.csv, fileName(stem(), name, kind));
    const svg = svgText(await source.svg(standalone));
    const text = await carry.carriedText(bench.store.draft);
    const made = kind === "svg" ? carry.intoSvg(svg, text) : await carry.intoPng(await rasterised(svg, SCALE), text);
    return save(made, TYPES[kind], fileName(stem(), name, kind));
  }

  for (const [name, source] of sources(bench)) {
    const kinds = source.table ? ["png", "svg", "csv"] : ["png", "svg"];
    const buttons = kinds.map((kind) => {
      const button = make("button", { type: "button", className: "quiet", textContent: kind.toUpperCase() });
      button.dataset.take = kind;
      on(button, "click", () => take(source, name, kind).catch(bench.tell));
      return button;
    });
    const group = make("div", { className: "take", role: "group", ariaLabel: t("results.take") }, ...buttons);
    group.dataset.takes = name;
    if (source.after) source.host.after(group);
    else source.host.append(group);
  }
}
