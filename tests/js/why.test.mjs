import assert from "node:assert/strict";
import test from "node:test";
import { moved } from "../../static/js/why.js";

const strip = { columns: 32, pages: 1000 };

test("arrow keys walk through the pages and stop at both ends", () => {
  assert.equal(moved(5, "ArrowRight", strip), 6);
  assert.equal(moved(5, "ArrowDown", strip), 37);
  assert.equal(moved(5, "ArrowUp", strip), 0);
  assert.equal(moved(999, "ArrowRight", strip), 999);
});

test("Home and End jump and other keys are left alone", () => {
  assert.equal(moved(5, "Home", strip), 0);
  assert.equal(moved(5, "End", strip), 999);
  assert.equal(moved(5, "a", strip), null);
});
