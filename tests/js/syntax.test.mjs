import assert from "node:assert/strict";
import { test } from "node:test";
import { faultIn, placeIn, reasonIn } from "../../static/js/syntax.js";

const good = ['{"a": [1, -2.5e3, {"b": null}], "c": "x\\"\\u00e9"}', " [ ] ", "{}", "true", '"a"'];
const bad = [
  ['{"a" 1}', 5], ['{"a": 1,}', 8], ["[1,]", 3], ["[1 2]", 3], ["{a: 1}", 1], ["[1", 2], ["", 0],
  ['{"a": 1} x', 9], ["[01]", 2], ['{"a": tru}', 6], ['["a\n"]', 1], ["]", 0], ["True", 0], ["[\u00a01]", 1],
];

test("JSON has no fault, as the browser's own reader says", () => {
  for (const text of good) {
    assert.doesNotThrow(() => JSON.parse(text));
    assert.equal(faultIn(text), -1, text);
  }
});

test("the first letter that cannot stand there is found", () => {
  for (const [text, offset] of bad) {
    assert.throws(() => JSON.parse(text));
    assert.equal(faultIn(text), offset, text);
  }
});

test("a place is told as editors tell it", () => {
  assert.deepEqual(placeIn('{\n "a" 1\n}', 7), { line: 2, column: 6 });
  assert.deepEqual(placeIn("", 0), { line: 1, column: 1 });
});

test("a reason keeps its words and loses the place that another told", () => {
  for (const [message, reason] of [
    ["Unterminated string in JSON at position 3788 (line 1 column 3789)", "Unterminated string"],
    ["JSON.parse: unterminated string at line 1 column 3789 of the JSON data", "JSON.parse: unterminated string"],
    ["JSON Parse error: Unterminated string", "JSON Parse error: Unterminated string"],
    ["Unexpected token 'x', \"{x\" is not valid JSON", "Unexpected token 'x', \"{x\" is not valid JSON"],
  ]) assert.equal(reasonIn(message), reason);
});
