/** On paper: figures in the colours of daylight, as wide as a column of the printed page. */

import { findAll, on } from "./dom.js";
import { draw, presentColours } from "./figures.js";

const WIDE = 1240;
const HALF = 600;

/** A figure as it goes on paper, `half` a page wide or all of it; print.css makes it smaller. */
export function onPaper(figure, half) {
  return figure && { ...figure, layout: { ...figure.layout, width: half ? HALF : WIDE } };
}

async function backOnScreen(plotly, place, figure) {
  await draw(plotly, place, figure, presentColours());
  await plotly.Plots.resize(place); // a width that was once set stays otherwise
}

/** Redraw the figures of a view when the page is printed, and again when that is over. */
export function bindPrint(view) {
  on(matchMedia("print"), "change", ({ matches }) => {
    for (const place of findAll(".js-plotly-plot[data-figure]")) {
      const figure = view.answer.figures[place.dataset.figure];
      if (matches) draw(view.plotly, place, onPaper(figure, place.closest(".pair") !== null), {});
      else backOnScreen(view.plotly, place, figure);
    }
  });
}
