/**
 * The page strip: a window of a region, one page that is chosen in it, and why it lies there.
 * It is drawn from the segments of the answer; the server is asked for nothing but the reasons.
 */

import { withView } from "../document.js";
import { find, on } from "../dom.js";
import { grouped, t } from "../words.js";
import { showTable } from "../view.js";
import { createWhy } from "../why.js";
import { coloursOf, paint } from "./canvas.js";
import { cellsOf, perCell, readRegion } from "./cells.js";
import { cellAt, layoutOf, looksOf, marksOf } from "./marks.js";
import { createLegend } from "./legend.js";
import { bindTools } from "./tools.js";
import { CELLS, around, clamped, moved, windowOf, zoomed } from "./window.js";
import { cellWords, runTable, runText, summaryOf } from "./words.js";

const ZOOM = 4;

/** What of the answer and the draft the strip shows; null where there is no such region. */
function modelOf(answer, draft, known) {
  const { regions } = answer.result;
  const asked = draft.view.window?.region;
  const name = asked in regions ? asked : answer.page.strip.region;
  if (!name) return null;
  const region = known?.source === regions[name] ? known.region : readRegion(regions[name]);
  const window = windowOf(draft.view, name, region.pages);
  const page = Math.min(draft.view.page ?? 0, region.pages - 1);
  return { source: regions[name], name, region, window, page, per: perCell(window.count, CELLS), cells: cellsOf(region, window, CELLS) };
}

/** Tie the strip to the workbench; `bench.strip` tells others what it shows. */
export function bindStrip(bench) {
  const { store, view } = bench;
  const place = find("#strip");
  const canvas = document.createElement("canvas");
  const readout = find("#strip-readout");
  const twin = find("#strip-card details");
  const why = createWhy(find("#why-answer"));
  const legend = createLegend(find("#strip-legend"));
  let model = null;
  let drawn = null;
  let written = [];
  let due = false;
  let scaled = {};
  const scale = find("#strip-scale");
  let colours = null;
  let width = place.clientWidth;
  let asking = store.draft.view.page !== undefined;

  const cellOf = (page) => Math.floor((page - model.window.first) / model.per);

  function draw() {
    if (!model) return;
    colours ??= coloursOf(place);
    const layout = layoutOf(width, model.cells.length);
    const cell = cellOf(model.page);
    const chosen = cell >= 0 && cell < model.cells.length && {
      x: (cell % layout.columns) * layout.cell, y: Math.floor(cell / layout.columns) * layout.row, width: layout.cell, height: layout.row,
    };
    if (layout.rows !== scaled.rows || model.window.first !== scaled.first || model.per !== scaled.per) {
      scaled = { rows: layout.rows, first: model.window.first, per: model.per };
      scale.replaceChildren(...Array.from({ length: layout.rows }, (_, row) => {
        const label = document.createElement("span");
        label.textContent = grouped(model.window.first + row * layout.columns * model.per);
        label.style.height = `${layout.row}px`;
        return label;
      }));
    }
    const looks = looksOf(store.draft.machine.nodes);
    drawn = { marks: marksOf(model.cells, layout, looks), layout, colours };
    legend.write(drawn.marks, looks);
    paint(canvas, { ...drawn, chosen: asking || store.draft.view.page !== undefined || place.matches(":focus-visible") ? chosen : null, ratio: globalThis.devicePixelRatio || 1 });
  }

  function recolour() {
    colours = null;
    draw();
  }

  function say() {
    const cell = model?.cells[cellOf(model.page)];
    const words = cell ? cellWords(cell) : "";
    readout.textContent = words;
    place.setAttribute("aria-valuemin", 0);
    place.setAttribute("aria-valuemax", Math.max(0, (model?.region.pages ?? 1) - 1));
    place.setAttribute("aria-valuenow", model?.page ?? 0);
    place.setAttribute("aria-valuetext", words);
    place.setAttribute("aria-label", model ? t("results.strip_label", { region: model.name }) : t("results.no_region"));
  }

  /** What the strip shows follows from these alone. */
  const sources = () => {
    const { window, page } = store.draft.view;
    return [bench.answer(), window, page, store.draft.machine.nodes, twin.open];
  };

  /** Paint what has changed; its words are due then. Before other words are written this is cheap: text on a canvas lays out the page. */
  function repaint() {
    const now = sources();
    if (now.every((each, at) => each === written[at])) return;
    written = now;
    due = true;
    model = modelOf(bench.answer(), store.draft, model);
    canvas.hidden = !model;
    if (!model) {
      legend.write([]);
      scale.replaceChildren();
      scaled = {};
    }
    draw();
  }

  function write() {
    repaint();
    if (!due) return;
    due = false;
    tools.write(model, bench.answer().result.regions);
    say();
    find("#strip-runs").textContent = model ? runText(model.region, model.window) : "";
    find("[data-summary=strip]").textContent = model ? summaryOf(model.name, model.window, model.per) : t("results.no_region");
    const { told, first, end } = bench.answer().page.strip.round;
    find("#strip-round").textContent = model && model.window.first >= first && model.window.first + model.window.count <= end ? told : "";
    if (twin.open && model) showTable(find("table", twin), runTable(model.name, model.region, model.window));
  }

  function tell() {
    const name = model?.name;
    if (name) return why.ask(store.draft, name, model.page);
    return why.say(t("results.no_region"));
  }

  /** Look at a page, in the same window if it is there. */
  function choose(page) {
    asking = true;
    const window = around(model.window, page, model.region.pages);
    const kept = store.draft.view.window?.region === model.name || window !== model.window;
    store.look(withView(store.draft, { page, ...(kept ? { window: { region: model.name, ...window } } : {}) }));
    return tell();
  }

  const show = (window) => store.look(withView(store.draft, { window: { region: model.name, ...clamped(window, model.region.pages) } }));
  const zoom = (factor, page = model.page) => show(zoomed(model.window, factor, page, model.region.pages));
  const acts = {
    in: () => zoom(1 / ZOOM),
    out: () => zoom(ZOOM),
    async why() {
      asking = true;
      await (model ? choose(model.page) : tell());
      find("#why-answer").scrollIntoView({ block: "nearest" });
    },
    all: () => show({ first: 0, count: model.region.pages }),
    pages: () => show(windowOf({ page: model.page }, model.name, model.region.pages)),
    earlier: () => show({ ...model.window, first: model.window.first - model.window.count }),
    later: () => show({ ...model.window, first: model.window.first + model.window.count }),
  };
  const tools = bindTools(find("#strip-tools"), {
    act: (name) => acts[name](),
    choose,
    region: (name) => {
      store.look(withView(store.draft, { page: undefined, window: { region: name, first: 0, count: Math.min(CELLS, bench.answer().result.regions[name].pages) } }));
      asking = false;
      why.say("");
    },
  });

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return model && drawn ? cellAt(drawn.layout, event.clientX - box.left, event.clientY - box.top, model.cells.length) : -1;
  };
  on(canvas, "click", (event) => {
    const cell = at(event);
    if (cell >= 0) choose(model.cells[cell].first);
    place.focus({ preventScroll: true });
  });
  on(canvas, "pointermove", (event) => {
    const cell = model?.cells[at(event)];
    if (cell) readout.textContent = cellWords(cell);
  });
  on(canvas, "pointerleave", say);
  on(place, "wheel", (event) => {
    if (!event.ctrlKey || !model) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1 / ZOOM : ZOOM, model.cells[at(event)]?.first);
  });
  on(place, "keydown", (event) => {
    if (!model || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = moved(model.page, event.key, { columns: drawn.layout.columns, per: model.per, window: model.window, pages: model.region.pages });
    const act = { "+": acts.in, "=": acts.in, "-": acts.out, Enter: () => choose(model.page) }[event.key];
    if (page === null && !act) return;
    event.preventDefault();
    if (act) act();
    else choose(page);
  });

  place.replaceChildren(canvas);
  place.style.minHeight = "0";
  Object.assign(place, { tabIndex: 0, role: "slider" });
  place.setAttribute("aria-describedby", "strip-runs");
  new ResizeObserver(() => {
    width = place.clientWidth;
    draw();
  }).observe(place);
  on(place, "focus", draw);
  on(place, "blur", draw);
  on(twin, "toggle", write);
  on(document, "ilx:theme", recolour);
  for (const query of ["print", "(prefers-color-scheme: dark)"]) on(matchMedia(query), "change", recolour);
  store.follow(write);
  view.paint(repaint);
  view.follow(() => {
    write();
    if (asking) tell();
  });
  write();
  if (asking) tell();
  bench.strip = {
    choose,
    /** The picture that is shown now as SVG text, and its table. */
    svg: async () => (await import("./picture.js")).svgOf(drawn, find("[data-summary=strip]").textContent),
    table: () => (model ? runTable(model.name, model.region, model.window) : { head: [], rows: [] }),
  };
}
