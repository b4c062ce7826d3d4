/** A small machine to edit, and a way to edit it at random that can be repeated. */

export const defaults = {
  nodes: Object.fromEntries(["dram", "hbm", "cxl", "remote", "pmem"].map((kind) => [kind, { mib: 1024, read_mib_per_s: 1000, write_mib_per_s: 900, total_mib_per_s: null, idle_ns: 100 }])),
  links: Object.fromEntries(["upi", "cxl", "pcie", "nvlink", "on_package"].map((kind) => [kind, { mib_per_s: 500, add_ns: 10 }])),
};

const node = (id, kind, cpus) => ({ id, kind, mib: 1024, reserve_mib: 0, cpus, socket: 0, read_mib_per_s: 1000, write_mib_per_s: 1000, total_mib_per_s: null, idle_ns: 90 });

/** One socket, DRAM and CXL. */
export const draft = () => ({
  machine: {
    sockets: [{ id: 0 }], switches: [], nodes: [node(0, "dram", "0-3"), node(1, "cxl", "")],
    links: [{ id: "port", kind: "cxl", ends: ["node1", "socket0"], read_mib_per_s: 500, write_mib_per_s: 500, total_mib_per_s: null, add_ns: 0 }],
    distance: [[10, 14], [14, 10]],
    sources: { "/nodes/0/idle_ns": "assumed", "/nodes/1/idle_ns": "assumed" },
  },
  sysfs: { auto: false, weights: { 0: 9, 1: 1 } },
  tasks: [{ name: "main", cpu: 0, mems_allowed: "0-1", caps: [] }],
  events: [],
  view: { at: { node1: [8, 8] } },
});

/** Numbers below 1 from a seed, always the same ones (a linear congruential generator). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** Drafts after each of `count` random edits. */
export function* randomEdits(topology, seed, count, start = draft(), rates = defaults) {
  const random = chance(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  let now = start;
  for (let i = 0; i < count; i += 1) {
    const { machine } = now;
    const names = topology.namesOf(machine);
    const boxes = names.filter((name) => !name.startsWith("link:"));
    const socket = pick(machine.sockets)?.id ?? null;
    const edits = [
      () => topology.addNode(now, pick(["dram", "hbm", "cxl", "remote", "pmem"]), socket, rates),
      () => topology.addSocket(now, rates),
      () => topology.addSwitch(now, socket, rates),
      () => { const [a, b] = [pick(boxes), pick(boxes)]; return a === b ? now : topology.addLink(now, a, b, rates); },
      () => { const name = pick(names); return topology.whyKept(now, name) ? now : topology.removed(now, name); },
      () => topology.duplicated(now, pick(names)),
    ];
    now = pick(edits)();
    yield now;
  }
}
