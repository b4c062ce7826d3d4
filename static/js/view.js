/** Shows what the server answered: sentences, tables, pictures, figures. Computes nothing. */

import { draw, loadPlotly, presentColours } from "./figures.js";
import { find, findAll, make } from "./dom.js";

/** Fill a table element with a table of the API. */
export function showTable(element, table) {
  const caption = make("caption", { className: "unseen", textContent: table.caption });
  const cells = (tag, words) => words.map((word, i) => make(tag, { textContent: word, className: table.numeric[i] ? "number" : "" }));
  const head = make("tr", {}, ...cells("th", table.head));
  for (const cell of head.cells) cell.scope = "col";
  const body = table.rows.map((row) => make("tr", {}, ...cells("td", row)));
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
  find("#answer").className = `card answer tone-${page.advice.tone}`;
  for (const element of findAll("[data-summary]")) element.textContent = page.summaries[element.dataset.summary] ?? "";
  find("[data-commands]").textContent = page.commands.join("\n");
  for (const [name, words] of Object.entries(page.tags)) {
    for (const element of findAll(`[data-tag="${name}"]`)) element.textContent = words;
  }
  for (const button of findAll("[data-suggest]")) button.disabled = !page.suggestions[button.dataset.suggest];
}

/** A view of the workbench; `show` takes the answer of a preview. */
export function createView(plotlyUrl) {
  let shown;
  let plotly;
  const followers = new Set();

  async function drawAll() {
    if (!plotly) return;
    const colours = presentColours();
    for (const place of findAll("[data-figure]")) {
      if (place.closest("details:not([open])")) continue;
      await draw(plotly, place, shown.figures[place.dataset.figure], colours);
    }
  }

  async function show(answer) {
    shown = answer;
    showWords(answer.page);
    showTables(answer.tables);
    for (const follower of followers) follower(answer);
    await drawAll();
  }

  for (const details of findAll("details")) {
    details.addEventListener("toggle", () => {
      if (!shown || !details.open) return;
      showTables(shown.tables);
      if (details.querySelector("[data-figure]")) drawAll();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  document.addEventListener("ilx:theme", drawAll);

  return {
    show,
    /** Call `follower` with every answer that is shown, before the figures are drawn. */
    follow(follower) { followers.add(follower); },
    get answer() { return shown; },
    get plotly() { return plotly; },
    /** Whether the figures are Plotly's by now. */
    get ready() { return plotly !== undefined; },
    /** Load Plotly and take over from the server's pictures. */
    async takeOver(answer) {
      shown ??= answer;
      plotly = await loadPlotly(plotlyUrl);
      await drawAll();
    },
  };
}
