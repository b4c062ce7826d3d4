/**
 * Where the strip's cells lie and what each bears: plain rectangles that the canvas paints and
 * the SVG file holds. Pure.
 */

const NARROW = 360;
const WIDEST = 64;
const GAP = 2;
const LETTER = 7.5;
const TEXTURES = ["", "rising", "level", "falling"];

/** Columns and cell sizes for `cells` cells in `width` pixels. */
export function layoutOf(width, cells) {
  const full = width < NARROW ? 16 : 32;
  const columns = Math.max(1, Math.min(full, cells));
  const cell = Math.min(width / columns, WIDEST);
  const row = full === 16 ? 24 : 29;
  const rows = Math.max(1, Math.ceil(cells / columns));
  return { columns, rows, cell, row, width: columns * cell, height: rows * row };
}

/** The looks of nodes by id: kind, and a texture that tells several nodes of a kind apart. */
export function looksOf(nodes) {
  const seen = {};
  return Object.fromEntries(nodes.map(({ id, kind }) => {
    const rank = seen[kind] ?? 0;
    seen[kind] = rank + 1;
    return [id, { kind, texture: TEXTURES[rank % TEXTURES.length] }];
  }));
}

const NOWHERE = { "-2": { kind: "absent", texture: "" }, "-14": { kind: "zero", texture: "level" } };

/** Rectangles {x, y, width, height, node, kind, texture, label} of cells in a layout. */
export function marksOf(cells, layout, looks) {
  return cells.flatMap((cell, place) => {
    const [left, top] = [(place % layout.columns) * layout.cell, Math.floor(place / layout.columns) * layout.row];
    const gap = layout.cell > 8 ? GAP : 1;
    const room = layout.cell - gap;
    const most = cell.shares[0]?.[0];
    let x = left + gap / 2;
    return [...cell.shares].sort(([a], [b]) => a - b).map(([node, pages]) => {
      const width = room * (pages / cell.count);
      const label = node === most && node >= 0 && width >= LETTER * `${node}`.length + 2 ? `${node}` : "";
      const look = looks[node] ?? NOWHERE[node] ?? NOWHERE["-2"];
      const mark = { x, y: top + GAP / 2, width, height: layout.row - GAP, node, kind: look.kind, texture: label ? "" : look.texture, label };
      x += width;
      return mark;
    });
  });
}

/** The place of the cell at a point of the layout, or -1. */
export function cellAt(layout, x, y, cells) {
  const [column, row] = [Math.floor(x / layout.cell), Math.floor(y / layout.row)];
  const place = row * layout.columns + column;
  return column >= 0 && column < layout.columns && row >= 0 && place < cells ? place : -1;
}
