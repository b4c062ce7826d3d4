import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, momentClass } from "../../static/js/interfaces/address.js";

test("an address holds what was filled in, fields that may repeat as often as they are set", () => {
  const fields = [["mode", "bind"], ["nodes", ""], ["flags", "static_nodes"], ["flags", "numa_balancing"]];
  assert.equal(addressOf(fields), "/interfaces?mode=bind&flags=static_nodes&flags=numa_balancing");
  assert.equal(addressOf([["race", "a"]], "2"), "/interfaces?race=a&outcome=2");
});

test("steps before the shown one are done, those after it come later", () => {
  assert.deepEqual([1, 2, 3].map((step) => momentClass(step, 2)), ["done", "now", "later"]);
});
