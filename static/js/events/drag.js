/**
 * Rows of a list that a pointer drags by their grip. Nothing moves before the grip is let go:
 * a line shows where the row would come. Escape gives up. The arrows do the same without a drag.
 */

import { find, on } from "../dom.js";

/** @param move called with the row's place and the one it comes to */
export function bindDrag(list, move) {
  let drag = null;

  function mark(state) {
    drag = state;
    for (const row of list.children) {
      const place = Number(row.dataset.place);
      row.classList.toggle("is-dragged", place === drag?.from);
      row.classList.toggle("comes-before", place === drag?.to && drag.to < drag.from);
      row.classList.toggle("comes-after", place === drag?.to && drag.to > drag.from);
    }
  }

  const middle = (row) => { const { top, height } = find(".event-row", row).getBoundingClientRect(); return top + height / 2; };
  const above = (y) => [...list.children].filter((row) => Number(row.dataset.place) !== drag.from && middle(row) < y).length;

  on(list, "pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    const from = Number(grip.closest("[data-place]").dataset.place);
    list.setPointerCapture(event.pointerId);
    mark({ from, to: from });
  });
  on(list, "pointermove", (event) => { if (drag) mark({ ...drag, to: above(event.clientY) }); });
  on(list, "pointerup", () => {
    const done = drag;
    mark(null);
    if (done) move(done.from, done.to);
  });
  on(list, "pointercancel", () => mark(null));
  on(document, "keydown", (event) => {
    if (!drag || event.key !== "Escape") return;
    event.preventDefault();
    mark(null);
  });
}
