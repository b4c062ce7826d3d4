// The browser takes out of a text just what the server does: same table, same examples.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { scrub } from "../../static/js/scrub.js";

const load = (name) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url)));
const rules = load("static/scrub-rules.json");

for (const { story, text, scrubbed, removed } of load("tests/golden/scrub.json")) {
  test(`scrubbing: ${story}`, () => {
    const got = scrub(text, rules);
    assert.equal(got.text, scrubbed);
    assert.deepEqual(Object.fromEntries(got.removed.map((one) => [one.kind, one.count])), removed);
    assert.deepEqual(scrub(got.text, rules), { text: scrubbed, removed: [], names: [] });
  });
}

test("an example shows no more than a first letter", () => {
  assert.equal(scrub('<info name="HostName" value="db-7"/>', rules).removed[0].example, "d•••");
});

test("a name that another text shows is taken out", () => {
  const { names } = scrub("bigbox-17:~ # lscpu\n", rules);
  assert.equal(scrub("mount of bigbox-17", rules, names).text, "mount of name");
});
