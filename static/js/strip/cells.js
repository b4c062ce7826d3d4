/**
 * What lies where in a region, from its segments: [first page, count, one turn as run-length
 * text, phase]. Counts and runs are told in closed form; nothing here walks over pages. Pure.
 */

/** Stands for a page that is not present. */
export const ABSENT = -2;

const turns = new Map();

/** One turn of a pattern, read once: its runs, their ends, and how often each node stands in it. */
function turnOf(text) {
  const known = turns.get(text);
  if (known) return known;
  const runs = text.split(" ").map((part) => {
    const [node, length = 1] = part.split("x").map(Number);
    return { node, length };
  });
  const ends = [];
  const share = new Map();
  let period = 0;
  for (const { node, length } of runs) {
    period += length;
    ends.push(period);
    share.set(node, (share.get(node) ?? 0) + length);
  }
  const wraps = runs[0].node === runs.at(-1).node ? 0 : 1;
  const turn = { text, runs, ends, share, period, changes: runs.length - 1 + wraps };
  if (turns.size > 4096) turns.clear();
  turns.set(text, turn);
  return turn;
}

const ABSENCE = turnOf(`${ABSENT}`);

/** A region of a result, read for asking: {pages, segments: [{first, end, turn, phase}]}. */
export const readRegion = ({ pages, segments }) => ({
  pages,
  segments: segments.map(([first, count, text, phase]) => ({ first, end: first + count, turn: turnOf(text), phase })),
});

/** The place of the first segment that ends behind `page`. */
function placeAt(segments, page) {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle].end <= page) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pieces {first, count, turn, phase} that make up the pages from `first` on, gaps among them. */
export function* pieces(region, first, count) {
  const end = Math.min(first + count, region.pages);
  let at = first;
  for (let place = placeAt(region.segments, first); at < end; place += 1) {
    const segment = region.segments[place] ?? { first: end, end: Infinity };
    if (segment.first > at) {
      const stop = Math.min(segment.first, end);
      yield { first: at, count: stop - at, turn: ABSENCE, phase: 0 };
      at = stop;
    }
    const stop = Math.min(segment.end, end);
    if (at < stop) yield { first: at, count: stop - at, turn: segment.turn, phase: (segment.phase + at - segment.first) % segment.turn.period };
    at = stop;
  }
}

/** Runs [node, length] of the `count` positions of a turn that start at `position`. */
export function* walk(turn, position, count) {
  let phase = position % turn.period;
  let place = turn.ends.findIndex((end) => end > phase);
  for (let left = count; left > 0; place = (place + 1) % turn.runs.length) {
    if (turn.runs.length === 1) {
      yield [turn.runs[0].node, left];
      return;
    }
    const length = Math.min(turn.ends[place] - phase, left);
    yield [turn.runs[place].node, length];
    left -= length;
    phase = turn.ends[place] % turn.period;
  }
}

/** Pages on each node, [[node, pages]], the most first; the lower node among equals. */
export function countsIn(region, first, count) {
  const total = new Map();
  const add = (node, pages) => total.set(node, (total.get(node) ?? 0) + pages);
  for (const { count: length, turn, phase } of pieces(region, first, count)) {
    const whole = Math.floor(length / turn.period);
    if (whole) for (const [node, share] of turn.share) add(node, whole * share);
    for (const [node, pages] of walk(turn, phase, length % turn.period)) add(node, pages);
  }
  return [...total].sort(([a, x], [b, y]) => y - x || a - b);
}

/** The node of a page, ABSENT when it is not present. */
export function nodeOf(region, page) {
  for (const { turn, phase } of pieces(region, page, 1)) return walk(turn, phase, 1).next().value[0];
  return ABSENT;
}

/**
 * The cells {first, count, shares} of a window, at most `most` of them; `shares` are as in
 * `countsIn`. Where the window has more pages than cells, each cell covers equally many.
 */
export function cellsOf(region, { first, count }, most) {
  const per = perCell(count, most);
  return Array.from({ length: Math.ceil(count / per) }, (_, place) => {
    const start = first + place * per;
    const pages = Math.min(per, first + count - start);
    return { first: start, count: pages, shares: countsIn(region, start, pages) };
  });
}

/** How many pages a cell covers when `count` pages have at most `most` cells. */
export const perCell = (count, most) => Math.max(1, Math.ceil(count / most));

/** Changes of the node from one position to the next, up to and with position `at`. */
const changesUpTo = (turn, at) => Math.floor(at / turn.period) * turn.changes
  + turn.ends.slice(0, -1).filter((end) => end <= at % turn.period).length;

/** How many runs of one node the window has. */
export function runCount(region, { first, count }) {
  let runs = 0;
  let last = null;
  for (const piece of pieces(region, first, count)) {
    const end = piece.phase + piece.count - 1;
    const [head] = walk(piece.turn, piece.phase, 1).next().value;
    runs += changesUpTo(piece.turn, end) - changesUpTo(piece.turn, piece.phase) + (head === last ? 0 : 1);
    [last] = walk(piece.turn, end, 1).next().value;
  }
  return runs;
}

/** The first `most` runs {first, last, node} of the window; neighbours differ. */
export function runsOf(region, { first, count }, most) {
  const runs = [];
  for (const piece of pieces(region, first, count)) {
    let at = piece.first;
    for (const [node, length] of walk(piece.turn, piece.phase, piece.count)) {
      const before = runs.at(-1);
      if (before?.node === node) before.last = at + length - 1;
      else if (runs.length === most) return runs;
      else runs.push({ first: at, last: at + length - 1, node });
      at += length;
    }
  }
  return runs;
}
