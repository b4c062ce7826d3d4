/** The best weights on request: a sentence, its commands, and what lies around them. */

import { call } from "./api.js";
import { parted } from "./document.js";
import { find, findAll, make, on } from "./dom.js";
import { draw, presentColours } from "./figures.js";
import { plotted } from "./take.js";
import { showTable } from "./view.js";
import { t } from "./words.js";

/** The tables of figures that are called otherwise. */
const TABLES = { frontier: "latency", shifts: "sensitivity", ternary: "landscape", slices: "landscape" };

function table(data) {
  const element = make("table");
  showTable(element, data);
  return make("details", {}, make("summary", { textContent: data.caption }), make("div", { className: "frame" }, element));
}

/** Tie the button to the store. `plotly` gives the library once it is there, `offer` puts buttons below a figure, `use` sets weights. */
export function bindAdvice(store, { plotly, offer, use, fail }) {
  const card = find("#advice-card");
  const body = find("#advice-body");
  const button = find("#find-best");
  let asked;

  async function show(answer) {
    const weights = make("button", { type: "button", textContent: t("findings.use") });
    on(weights, "click", () => use(answer.weights));
    const { rivals, ...others } = answer.tables;
    const first = make("table");
    if (rivals) showTable(first, rivals);
    const places = Object.keys(answer.figures).map((name) => [name, make("div", { className: "plot" })]);
    body.replaceChildren(
      make("p", { className: "advice" }, make("strong", { textContent: answer.verdict }), ` ${answer.expected}`),
      make("p", { className: "small", textContent: answer.surroundings }),
      ...(answer.commands.length ? [make("div", { className: "buttons" }, weights), make("pre", { className: "commands", tabIndex: 0, textContent: answer.commands.join("\n") })] : []),
      make("div", { className: "frame" }, first),
      ...places.map(([name, place]) => make("figure", {}, make("h2", { textContent: t(`findings.${name}`) }), place, make("figcaption", { textContent: answer.summaries[name] ?? "" }))),
      ...Object.values(others).map(table),
    );
    card.hidden = false;
    for (const [name, place] of places) {
      await draw(plotly(), place, answer.figures[name], presentColours());
      const twin = answer.tables[TABLES[name] ?? name];
      offer(name, { host: place.parentElement, svg: () => plotted(plotly(), place), table: twin && (() => twin) });
    }
    if (document.activeElement === button) find("#advice-title").focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }

  on(button, "click", async () => {
    button.ariaDisabled = "true";
    const draft = store.draft;
    try {
      const answer = await call("/api/v1/advise", parted(draft).experiment);
      asked = draft;
      await show(answer);
      compare(store.draft);
    } catch (error) {
      fail(error);
    } finally {
      button.ariaDisabled = "false";
    }
  });
  /** An answer about another machine goes; one from before the last edit says so. */
  function compare(draft) {
    card.hidden = draft.machine !== asked?.machine;
    find("#advice-stale").hidden = draft === asked;
    for (const figure of findAll(".js-plotly-plot", body)) figure.style.opacity = draft === asked ? 1 : 0.6;
  }
  store.follow(compare);
}
