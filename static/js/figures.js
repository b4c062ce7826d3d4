/** Plotly figures: loaded after the first paint, redrawn in place, in the page's colours. */

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  responsive: true,
  doubleClick: false,
};

/** The neutral colours that figures come with, and the page's tokens that replace them. */
const TOKENS = { "#16191d": "--ink", "#5b6570": "--muted", "#dfe3e8": "--line", "#e4e9ee": "--uncertain", "#b4bec8": "--uncertain-edge", "#c9cfd6": "--absent" };

let library;

/** Load Plotly once; the promise is shared. */
export function loadPlotly(url) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => reject(new Error("Plotly did not load"));
    document.head.append(script);
  });
  return library;
}

/** The figure with neutral colours exchanged by `colours`, a map from light to present. */
export function themed(value, colours) {
  if (typeof value === "string") return colours[value] ?? value;
  if (Array.isArray(value)) return value.some((each) => typeof each !== "number") ? value.map((each) => themed(each, colours)) : value;
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, themed(each, colours)]));
  }
  return value;
}

/** The present colours of the page. */
export function presentColours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(TOKENS).map(([light, token]) => [light, style.getPropertyValue(token).trim() || light]),
  );
}

/** The traces for a place of this width: one that is not seen costs Plotly as much as one that is. */
export const fitting = (data, width) => data.filter(({ meta: { below = Infinity, from = 0 } = {} }) => width < below && width >= from)
  .map((trace) => ("visible" in trace ? { ...trace, visible: true } : trace));

/** Draw or redraw a figure in its place, `width` pixels wide; the server's picture goes when Plotly draws. */
export async function draw(plotly, place, figure, colours, width = figure?.layout.width ?? place.clientWidth) {
  if (!figure) {
    if (place.classList.contains("js-plotly-plot")) plotly.purge(place);
    place.replaceChildren();
    return;
  }
  const { data, layout } = themed({ ...figure, data: fitting(figure.data, width) }, colours);
  const first = !place.classList.contains("js-plotly-plot");
  if (first) place.replaceChildren();
  const height = `${layout.height}px`;
  if (place.style.height !== height) place.style.height = height;
  await plotly.react(place, data, layout, ...(first ? [CONFIG] : []));
  if (first) place.on("plotly_click", ({ points }) => place.dispatchEvent(new CustomEvent("ilx:point", { detail: points[0] })));
  place.firstElementChild?.setAttribute("aria-hidden", "true");
}
