/**
 * Moving by pointer: mouse, pen and touch alike. A press that does not move is a choice; one that
 * moves drags the element, and the place is kept when it is let go.
 */

import { on } from "../dom.js";

const GRID = 8;
const SLACK = 4;

/** A coordinate on the grid. */
export const snapped = (value) => Math.round(value / GRID) * GRID;

/** The point of an event in the drawing's own coordinates. */
export function pointOf(svg, event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

/**
 * Tie pointers to the drawing. `boxOf(name)` is an element's box or undefined for what stays in
 * its place; `press(name, event)` chooses, `drag(name, spot)` shows it elsewhere, `drop` keeps it.
 */
export function bindPointer(svg, { boxOf, press, drag, drop }) {
  let held = null;

  // A finger on an element drags it; elsewhere it scrolls the page, as everywhere.
  svg.addEventListener("touchstart", (event) => {
    if (event.target.closest("[data-name]")) event.preventDefault();
  }, { passive: false });
  on(svg, "pointerdown", (event) => {
    const name = event.target.closest("[data-name]")?.dataset.name;
    if (!name || event.button) return;
    const box = boxOf(name);
    held = { name, start: [event.clientX, event.clientY], from: pointOf(svg, event), box, moved: false, id: event.pointerId };
    svg.setPointerCapture(event.pointerId);
  });
  on(svg, "pointermove", (event) => {
    if (!held || event.pointerId !== held.id || !held.box) return;
    const far = Math.hypot(event.clientX - held.start[0], event.clientY - held.start[1]);
    if (!held.moved && far < SLACK) return;
    const [x, y] = pointOf(svg, event);
    held.moved = true;
    held.spot = [snapped(held.box[0] + x - held.from[0]), snapped(held.box[1] + y - held.from[1])];
    drag(held.name, held.spot);
  });
  on(svg, "pointerup", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const { name, moved, spot } = held;
    held = null;
    if (moved) drop(name, spot);
    else press(name, event);
  });
  on(svg, "pointercancel", () => {
    if (held?.moved) drag(held.name, null);
    held = null;
  });
}
