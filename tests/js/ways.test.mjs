/** Ways from node to node: what is set is the user's own, what is taken away leaves nothing. */

import assert from "node:assert/strict";
import test from "node:test";
import { withWay } from "../../static/js/editor/ways.js";

const draft = {
  machine: {
    nodes: [{ id: 0 }, { id: 1 }], links: [], distance: [],
    access: [{ initiator: 0, target: 1, idle_ns: 189 }, { initiator: 1, target: 0, idle_ns: 188 }],
    sources: { "/access/0/idle_ns": "mlc", "/access/0/read_mib_per_s": "mlc", "/access/1/idle_ns": "hmat" },
  },
};

test("a way that is set is typed, and keeps where its other numbers come from", () => {
  const { machine } = withWay(draft, "0-1", { idle_ns: 200 });
  assert.deepEqual(machine.access[0], { initiator: 0, target: 1, idle_ns: 200 });
  assert.deepEqual(machine.sources, { "/access/0/read_mib_per_s": "mlc", "/access/1/idle_ns": "hmat" });
});

test("sources move up with the ways behind one that is taken away, and without any there is no list", () => {
  const one = withWay(draft, "0-1", null);
  assert.deepEqual(one.machine.access, [{ initiator: 1, target: 0, idle_ns: 188 }]);
  assert.deepEqual(one.machine.sources, { "/access/0/idle_ns": "hmat" });
  assert.equal(withWay(one, "1-0", null).machine.access, null);
});
