/** What the strip says in words: a place, a cell, its runs, the sentence below it. */

import { grouped, t } from "../words.js";
import { pieces, runCount, runsOf, walk } from "./cells.js";

const LISTED = 256;
const SPOKEN = 24;
const PLACES = { "-2": "results.absent", "-14": "results.zero_page" };

/** The name of a node, or of what stands for none. */
export const placeName = (node) => (node < 0 ? t(PLACES[node] ?? "results.absent") : t("results.node", { node }));

const percent = (share) => String(Math.round(share * 10000) / 100);

/** What a cell holds, exactly: "page 37: node 1", or the share of each node. */
export function cellWords({ first, count, shares }) {
  if (count === 1) return t("results.page_is", { page: grouped(first), place: placeName(shares[0][0]) });
  const told = shares.map(([node, pages]) => t("results.share", { place: placeName(node), percent: percent(pages / count) }));
  return t("results.pages_are", { first: grouped(first), last: grouped(first + count - 1), shares: told.join(", ") });
}

/** The sentence below the strip. */
export function summaryOf(name, { first, count }, per) {
  const ends = { n: count, region: name, first: grouped(first), last: grouped(first + count - 1) };
  return per === 1 ? t("results.strip_pages", ends) : t("results.strip_blocks", { ...ends, per: grouped(per) });
}

const more = (left) => (left > 0 ? t("results.runs_more", { n: left, pages: grouped(left) }) : "");

/** The runs of a window in one line, the first ones of many, and how many more there are. */
export function runText(region, window) {
  const runs = runsOf(region, window, SPOKEN);
  const told = runs.map(({ first, last, node }) => t("results.run_text", { count: grouped(last - first + 1), place: placeName(node) }));
  return [...told, more(runCount(region, window) - runs.length)].filter(Boolean).join(", ");
}

const range = (first, last) => (first === last ? grouped(first) : `${grouped(first)}–${grouped(last)}`);

const runRows = (region, window) => runsOf(region, window, LISTED).map(({ first, last, node }) => [
  range(first, last), grouped(last - first + 1), placeName(node)]);

/** A turn as it goes from the first page on: the round may have begun before it. */
const turnText = ({ turn, phase }) => (turn.runs.length === 1 ? placeName(turn.runs[0].node)
  : t("results.in_turn", { turn: [...walk(turn, phase, turn.period)].map(([node, count]) => t("results.run_text", { count, place: placeName(node) })).join(", ") }));

function turnRows(region, { first, count }) {
  const rows = [];
  for (const piece of pieces(region, first, count)) {
    if (rows.length < LISTED) rows.push([range(piece.first, piece.first + piece.count - 1), grouped(piece.count), turnText(piece)]);
    else return [...rows, ["…", "", ""]];
  }
  return rows;
}

/** The strip's table twin: its runs, or where there are too many, its segments as they repeat. */
export function runTable(name, region, window) {
  const many = runCount(region, window) > LISTED;
  return {
    caption: t("results.runs_caption", { n: window.count, region: name, first: grouped(window.first), last: grouped(window.first + window.count - 1) }),
    head: [t("results.runs_head"), t("results.runs_count"), t("results.runs_place")],
    rows: many ? turnRows(region, window) : runRows(region, window),
    numeric: [false, true, false],
  };
}
