/** Page lists such as `0-4999,9-0:3`, in touch order: read, counted, split. Pure. */

const PART = /^(\d{1,16})(?:-(\d{1,16})(?::(\d{1,16}))?)?$/;

/** The ranges {first, last, step} of a page list, or null while the text is none. */
export function rangesIn(text) {
  const ranges = text.split(",").map((part) => {
    const [, first, last = first, step = "1"] = PART.exec(part.trim()) ?? [];
    const [a, b, by] = [Number(first), Number(last), Number(step)];
    return Number.isSafeInteger(a) && Number.isSafeInteger(b) && by > 0 ? { first: a, last: b, step: a <= b ? by : -by } : null;
  });
  return ranges.includes(null) ? null : ranges;
}

const countOf = ({ first, last, step }) => Math.floor((last - first) / step) + 1;

function rangeText({ first, last, step }) {
  if (first === last) return `${first}`;
  return `${first}-${last}${Math.abs(step) === 1 ? "" : `:${Math.abs(step)}`}`;
}

/** How many pages a list touches; 0 while it is none. */
export const pageCount = (text) => (rangesIn(text) ?? []).reduce((sum, range) => sum + countOf(range), 0);

/** The first `count` pages of a list and the others, both as texts; null if a side is empty. */
export function splitPages(text, count) {
  const before = [];
  const after = [];
  let left = count;
  for (const range of rangesIn(text) ?? []) {
    const here = Math.min(Math.max(left, 0), countOf(range));
    const middle = range.first + here * range.step;
    if (here > 0) before.push({ ...range, last: middle - range.step });
    if (here < countOf(range)) after.push({ ...range, first: middle });
    left -= here;
  }
  const whole = Number.isInteger(count) && before.length > 0 && after.length > 0;
  return whole ? [before, after].map((ranges) => ranges.map(rangeText).join(",")) : null;
}

/**
 * A page list for a region that has `size` pages now instead of `old`: a range up to the end
 * still goes up to the end, others keep their pages as far as the region has them.
 */
export function resizedPages(text, old, size) {
  if (old === 1) return size === 1 ? "0" : `0-${size - 1}`; // its only page was all of it
  const fit = (page) => (page === old - 1 ? size - 1 : Math.min(page, size - 1));
  const kept = (rangesIn(text) ?? []).filter(({ first, last }) => Math.min(first, last) < size);
  const fitted = kept.map(({ first, last, step }) => ({ first: fit(first), last: fit(last), step }));
  return fitted.map(rangeText).join(",") || `${size - 1}`;
}
