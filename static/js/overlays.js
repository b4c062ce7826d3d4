/** Measurements as the view keeps them: one of pages and one of latencies, each with its name. */

const isPages = (measured) => Object.keys(measured?.pages ?? {}).length > 0;
const isCurves = (measured) => (measured?.curves ?? []).length > 0;

/** The names of both parts; a text that holds both has one name. */
function names(measured) {
  const parts = (measured?.name ?? "").split(", ");
  return { pages: isPages(measured) ? parts[0] : "", curves: isCurves(measured) ? parts.at(-1) : "" };
}

/** Each part with its name: ["curves", "mlc"]. */
export const partsOf = (measured) => Object.entries(names(measured)).filter(([, name]) => name).reverse();

/** What was measured before, with the parts exchanged that are measured anew. */
export function joined(before, now) {
  const old = names(before);
  const pages = isPages(now) ? now.name : old.pages;
  const curves = isCurves(now) ? now.name : old.curves;
  const { policies } = isPages(now) ? now : before ?? {};
  return {
    name: [...new Set([pages, curves].filter(Boolean))].join(", ").slice(0, 80),
    ...(policies?.length ? { policies } : {}),
    pages: isPages(now) ? now.pages : before?.pages ?? {},
    curves: isCurves(now) ? now.curves : before?.curves ?? [],
  };
}

/** Nodes whose memory a latency may be of, those with CPUs first: the first is what a tool means. */
export function candidates(machine) {
  const withMemory = machine.nodes.filter((node) => node.mib);
  return [...withMemory.filter((node) => node.cpus), ...withMemory.filter((node) => !node.cpus)];
}

/** The measurement with its only curve said to be of a node. */
export function ofNode(measured, node) {
  return { ...measured, curves: measured.curves.map((curve) => ({ ...curve, node })) };
}

/** Whether there is one curve, so that one choice says which node it is of. */
export const isChoice = (measured) => measured?.curves?.length === 1;
