/** Shows what the server answered: sentences, tables, pictures, figures. Computes nothing. */

import { draw, loadPlotly, presentColours } from "./figures.js";
import { find, findAll, make } from "./dom.js";

/** Mark what is in another language than the page; null is the page's own. */
function inLanguage(element, language) {
  if (language) element.lang = language;
  else element.removeAttribute("lang");
}

/** Fill a table element with a table of the API. */
export function showTable(element, table) {
  const caption = make("caption", { className: "unseen", textContent: table.caption });
  const cells = (tag, words) => words.map((word, i) => make(tag, { textContent: word, className: table.numeric[i] ? "number" : "" }));
  const head = make("tr", {}, ...cells("th", table.head));
  for (const cell of head.cells) cell.scope = "col";
  const body = table.rows.map((row) => make("tr", {}, ...cells("td", row)));
  for (const row of body) for (const place of table.english ?? []) row.cells[place].lang = "en";
  element.replaceChildren(caption, make("thead", {}, head), make("tbody", {}, ...body));
}

function showTables(tables) {
  for (const element of findAll("[data-table]")) {
    const table = tables[element.dataset.table];
    const folded = element.closest("details:not([open])");
    if (table && !folded) showTable(element, table);
  }
}

function showWords(page) {
  for (const element of findAll("[data-advice]")) element.textContent = page.advice[element.dataset.advice];
  inLanguage(find("[data-advice=sentence]"), page.advice.language);
  find("#answer").className = `answer tone-${page.advice.tone}`;
  for (const element of findAll("[data-summary]")) element.textContent = page.summaries[element.dataset.summary] ?? "";
  find("[data-commands]").textContent = page.commands.join("\n");
  for (const [name, words] of Object.entries(page.tags)) {
    for (const element of findAll(`[data-tag="${name}"]`)) element.textContent = words;
  }
  for (const button of findAll("[data-suggest]")) button.disabled = !page.suggestions[button.dataset.suggest];
}

const unfolded = () => findAll("[data-figure]").filter((place) => !place.closest("details:not([open])"));

/** Tells which elements can be seen; one that was not looked at yet counts as seen. */
function createSight(elements) {
  const hidden = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) hidden.delete(target);
      else hidden.add(target);
    }
  });
  for (const element of elements) observer.observe(element);
  return (element) => !hidden.has(element);
}

/** Tells how wide elements are, without a layout for the question; `act` is called when that changes. */
function createWidths(elements, act) {
  const widths = new Map();
  const observer = new ResizeObserver((entries) => {
    const changed = entries.filter(({ target, contentRect }) => widths.get(target) !== contentRect.width);
    for (const { target, contentRect } of changed) widths.set(target, contentRect.width);
    if (changed.length) act();
  });
  for (const element of elements) observer.observe(element);
  return (element) => widths.get(element) ?? element.clientWidth;
}

/** A view of the workbench; `show` takes the answer of a preview. */
export function createView(plotlyUrl) {
  let shown;
  let plotly;
  let loading;
  let rest;
  let colours;
  const painters = new Set();
  const followers = new Set();
  const askers = new Set();
  const drawn = new WeakMap();
  const seen = createSight(findAll("[data-figure]"));
  const widthOf = createWidths(findAll("[data-figure]"), () => shown && plotly && drawAll());

  /** Plotly, asked for once; without it the server's pictures and the tables stay. */
  function load() {
    loading ??= loadPlotly(plotlyUrl).then((library) => { plotly = library; }, () => {});
    return loading;
  }

  /** Draw what differs from what was drawn there last. */
  async function drawIn(places) {
    colours ??= presentColours();
    await Promise.all(places.map((place) => {
      const figure = shown.figures[place.dataset.figure];
      const width = figure?.layout.width ?? widthOf(place);
      const key = JSON.stringify([figure, colours, width]);
      if (drawn.get(place) === key) return undefined;
      drawn.set(place, key);
      return draw(plotly, place, figure, colours, width);
    }));
  }

  /** Draw the figures that can be seen, and soon after the others, unless there is newer. */
  async function drawAll() {
    if (!plotly) await load();
    if (!plotly) return;
    clearTimeout(rest);
    const places = unfolded();
    await drawIn(places.filter(seen));
    rest = setTimeout(() => drawIn(places), 50);
  }

  /** Figures and paintings go first: they measure themselves, and words written before would be laid out for that. */
  async function show(answer) {
    shown = answer;
    const drawing = drawAll();
    for (const painter of painters) painter(answer);
    showWords(answer.page);
    showTables(answer.tables);
    for (const follower of followers) follower(answer);
    await drawing;
  }

  for (const details of findAll("details")) {
    details.addEventListener("toggle", () => {
      if (!shown || !details.open) return;
      showTables(shown.tables);
      const figure = details.querySelector("[data-figure]")?.dataset.figure;
      if (figure in shown.figures) drawAll();
      else if (figure) for (const asker of askers) asker();
    });
  }
  const recoloured = () => {
    colours = undefined;
    if (plotly) drawAll();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recoloured);
  document.addEventListener("ilx:theme", recoloured);

  return {
    show,
    /** As `follow`, before any words are written. */
    paint(painter) { painters.add(painter); },
    /** Call `follower` with every answer that is shown, before the figures are drawn. */
    follow(follower) { followers.add(follower); },
    /** The figures that are drawn, joined by commas: what the next answer shall hold. */
    wanted: () => unfolded().map((place) => place.dataset.figure).join(","),
    /** Call `asker` when a figure is unfolded that the answer lacks. */
    lacking(asker) { askers.add(asker); },
    get answer() { return shown; },
    get plotly() { return plotly; },
    /** Whether the figures are Plotly's by now. */
    get ready() { return plotly !== undefined; },
    /** Load Plotly and take over from the server's pictures. */
    async takeOver(answer) {
      shown ??= answer;
      await load();
      if (plotly) await drawIn(unfolded());
    },
  };
}
