/** The model card: its figure becomes Plotly's once the page has been painted. */

import { find } from "./dom.js";
import { draw, loadPlotly, presentColours } from "./figures.js";
import { somebody } from "./presence.js";

const figure = JSON.parse(find("#card-figure").textContent);
const place = find("[data-card-figure]");
await somebody;
const plotly = await loadPlotly(document.body.dataset.plotly);
const redraw = () => draw(plotly, place, figure, presentColours());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
document.addEventListener("ilx:theme", redraw);
await redraw();
document.body.dataset.shown = 0;
