/**
 * What a frame and the page around it say to each other, {ilx: 1, type: …}: docs/embedding.md. Only
 * the parent is heard, and only after its ping; it is answered at the origin that it pinged from.
 */

const VERSION = 1;
const MOST_WEIGHT = 255;

/** The sentence about weights that cannot be set on these nodes, or null. */
export function faultIn(weights, nodes) {
  if (!weights || typeof weights !== "object" || Array.isArray(weights)) return "weights must be an object: node to weight";
  const known = new Set(nodes.map((node) => String(node.id)));
  for (const [node, weight] of Object.entries(weights)) {
    if (!known.has(node)) return `there is no node ${node.slice(0, 20)}`;
    if (!Number.isInteger(weight) || weight < 1 || weight > MOST_WEIGHT) return `the weight of node ${node} must be a whole number from 1 to ${MOST_WEIGHT}`;
  }
  return null;
}

/** What a result says to the page around: rates of the streams, pages of the nodes. */
export const spoken = (result, weights) => ({
  weights,
  streams: result.streams.map(({ task, gb_per_s }) => ({ task, gb_per_s })),
  nodes: result.nodes.map(({ id, pages, gb_per_s = null }) => ({ id, pages, gb_per_s })),
});

/** The way a message may take to an origin; a sandboxed page has none that could be named. */
export const target = (origin) => (origin === "null" ? "*" : origin);

/**
 * A line to the page around. `acts` is what its messages do, by type; each gets the message and
 * gives what is answered, {type, …}, or nothing.
 */
export function createLine(window, acts) {
  let origin;

  function say(message) {
    if (origin !== undefined) window.parent.postMessage({ ilx: VERSION, ...message }, target(origin));
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || window.parent === window || event.data?.ilx !== VERSION) return;
    const { type } = event.data;
    if (type === "ping") origin = event.origin;
    if (event.origin !== origin) return;
    const act = Object.hasOwn(acts, type) ? acts[type] : () => ({ type: "error", detail: "there is no such message" });
    const answer = act(event.data);
    if (answer) say(answer);
  });

  return { say };
}
