/** The drawing on the page: what stands in it and where, how large it is seen, what has the focus. */

import { namesOf } from "../topology.js";
import { drawn, emptyDrawing, spoken } from "./drawing.js";

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3];

/** An empty stage; `zoomed(atLeast, atMost)` is told after each zoom. */
export function createStage(zoomed) {
  const { svg, frame } = emptyDrawing();
  let layout = null;
  let zoom = 1;
  let drawing = false;
  const element = (name) => svg.querySelector(`[data-name="${CSS.escape(name)}"]`);

  function zoomTo(next) {
    zoom = next;
    svg.style.setProperty("--zoom", zoom);
    svg.style.maxHeight = svg.style.maxWidth = zoom === 1 ? "" : "none";
    zoomed(zoom === ZOOMS[0], zoom === ZOOMS.at(-1));
  }

  return {
    svg,
    frame,
    zoomTo,
    get layout() { return layout; },
    /** Whether the focus moves only because everything is drawn anew. */
    get drawing() { return drawing; },
    /** One size larger or smaller. */
    zoomBy(steps) { zoomTo(ZOOMS[ZOOMS.indexOf(zoom) + steps] ?? zoom); },
    focus(name, preventScroll = true) { element(name)?.focus({ preventScroll }); },
    /** Draw a machine; what had the focus keeps it. */
    draw(machine, { at, selected, loads }) {
      const focused = svg.contains(document.activeElement) ? document.activeElement.dataset.name : null;
      const made = drawn(machine, { at, selected, loads });
      layout = made.layout;
      svg.setAttribute("viewBox", layout.view.join(" "));
      svg.style.setProperty("--wide", layout.view[2]);
      svg.replaceChildren(...made.children);
      const first = element(selected ?? namesOf(machine)[0]);
      first?.setAttribute("tabindex", "0");
      drawing = true;
      if (focused) (element(focused) ?? first)?.focus();
      drawing = false;
    },
    /** An answer changes nothing of the drawing but how hard each node works. */
    relabel(machine, loads) {
      for (const { id } of machine.nodes) element(`node${id}`)?.setAttribute("aria-label", spoken(machine, `node${id}`, loads));
    },
  };
}
