import assert from "node:assert/strict";
import { test } from "node:test";

import { moved } from "../../static/js/tabs.js";

test("arrows walk in a ring", () => {
  assert.equal(moved("ArrowRight", 2, 3), 0);
  assert.equal(moved("ArrowLeft", 0, 3), 2);
  assert.equal(moved("ArrowRight", 0, 3), 1);
});

test("Home and End jump", () => {
  assert.equal(moved("Home", 2, 3), 0);
  assert.equal(moved("End", 0, 3), 2);
});

test("other keys mean nothing, whatever objects inherit", () => {
  assert.equal(moved("Tab", 1, 3), null);
  assert.equal(moved("toString", 1, 3), null);
});
