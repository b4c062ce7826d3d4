/** The window of pages that the strip shows: chosen, zoomed, moved, kept around a page. Pure. */

/** Cells of the strip, and so pages of a window in which each page has its own. */
export const CELLS = 256;

const UNITS = { k: 1e3, m: 1e6, g: 1e9, t: 1e12, ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30, ti: 2 ** 40 };
const TYPED = /^(?:(0x[\da-f]{1,13})|((?:\d{1,16}|\d{1,3}(?:[\s_']\d{3}){1,5})(?:\.\d{1,6})?)\s*([kmgt]i?)?)$/;

/** A page number as people type it: 37, 0x25, 1 000, 5k (5000), 4Ki (4096); null for another text: 9 9. */
export function typedPage(text) {
  const found = TYPED.exec(text.trim().toLowerCase());
  if (!found) return null;
  const [, hex, digits, unit] = found;
  const page = hex ? Number(hex) : Number(digits.replace(/[\s_']/g, "")) * (UNITS[unit] ?? 1);
  return Number.isSafeInteger(page) ? page : null;
}

/** The window within a region of `pages` pages; a stored one leaves out a first page of 0. */
export function clamped({ first = 0, count }, pages) {
  const fits = Math.min(Math.max(count, 1), pages);
  return { first: Math.min(Math.max(first, 0), pages - fits), count: fits };
}

/** The window of `count` pages, aligned to its size, that holds `page`. */
const holding = (page, count, pages) => clamped({ first: Math.floor(page / count) * count, count }, pages);

/** What is shown of a region: the window that was chosen for it, or the first that holds the page. */
export function windowOf(view, region, pages) {
  const chosen = view.window?.region === region ? view.window : null;
  return chosen ? clamped(chosen, pages) : holding(Math.min(view.page ?? 0, pages - 1), CELLS, pages);
}

/** The window with `factor` times as many pages; `page` stays about where it is. */
export function zoomed(window, factor, page, pages) {
  const count = Math.min(Math.max(Math.round(window.count * factor), 1), pages);
  const share = Math.min(Math.max((page - window.first) / window.count, 0), 1);
  const first = Math.round(page - share * count);
  const per = Math.max(1, Math.ceil(count / CELLS));
  const aligned = Math.min(Math.floor(first / per) * per, page);
  return clamped({ first: aligned + count <= page ? page - count + 1 : aligned, count }, pages);
}

/** The window itself when it holds the page, else one of the same size that does. */
export function around(window, page, pages) {
  const there = page >= window.first && page < window.first + window.count;
  return there ? window : holding(page, window.count, pages);
}

/** The page that a key moves to from `page`; null for a key that moves nothing. */
export function moved(page, key, { columns, per, window, pages }) {
  const steps = {
    ArrowLeft: -per, ArrowRight: per, ArrowUp: -columns * per, ArrowDown: columns * per,
    PageUp: -window.count, PageDown: window.count,
  };
  if (key === "Home") return 0;
  if (key === "End") return pages - 1;
  return key in steps ? Math.min(Math.max(page + steps[key], 0), pages - 1) : null;
}
