/** Measurements as the view keeps them: pages, latencies, matrices, each with its name. */

const PARTS = ["curves", "pairs", "pages"];
const has = (measured, part) => Object.keys(measured?.[part] ?? {}).length > 0;

/** Each part with its name: ["curves", "mlc"]. A text that holds several has one name for them. */
export function partsOf(measured) {
  const parts = (measured?.name ?? "").split(", ");
  return PARTS.filter((part) => has(measured, part)).map((part) => [part, part === "pages" ? parts[0] : parts.at(-1)]);
}

/** What was measured before, with the parts exchanged that are measured anew. */
export function joined(before, now) {
  const from = (part) => (has(now, part) ? now : before);
  const names = PARTS.toReversed().map((part) => new Map(partsOf(from(part))).get(part));
  const { policies } = from("pages") ?? {};
  const { pairs } = from("pairs") ?? {};
  return {
    name: [...new Set(names.filter(Boolean))].join(", ").slice(0, 80),
    ...(policies?.length ? { policies } : {}),
    pages: from("pages")?.pages ?? {},
    curves: from("curves")?.curves ?? [],
    ...(pairs?.length ? { pairs } : {}),
  };
}

/** Nodes whose memory a latency may be of, those with CPUs first: the first is what a tool means. */
export function candidates(machine) {
  const withMemory = machine.nodes.filter((node) => node.mib);
  return [...withMemory.filter((node) => node.cpus), ...withMemory.filter((node) => !node.cpus)];
}

/** The measurement with its only curve said to be of a node, or ("") of all with CPUs together. */
export function ofNode(measured, node) {
  const of = node === "" ? { node: null, together: true } : { node: Number(node) };
  return { ...measured, curves: measured.curves.map(({ points }) => ({ points, ...of })) };
}

/** Whether there is one curve, so that one choice says which node it is of. */
export const isChoice = (measured) => measured?.curves?.length === 1;
