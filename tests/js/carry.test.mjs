import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { deflateSync } from "node:zlib";
import { textIn, withText } from "../../static/js/carry/png.js";
import { draftIn } from "../../static/js/carry/read.js";
import { canonicalText, contentHash } from "../../static/js/hash.js";

const cases = JSON.parse(await readFile(new URL("../golden/content_hashes.json", import.meta.url), "utf8"));

for (const { name, canonical, content } of cases) {
  test(`golden hash: ${name}`, async () => {
    const complete = JSON.parse(canonical);
    assert.equal(canonicalText(complete), canonical);
    assert.equal(await contentHash(complete), content);
  });
}

test("keys are sorted by code points, as Python sorts them", () => {
  const value = { "\u{1f600}": 1, "\uff5e": 2, 10: 3, 2: 4, a: [null, true, "\u2028\n\"é\u007f"] };
  assert.equal(canonicalText(value), '{"10":3,"2":4,"a":[null,true,"\u2028\\n\\"é\u007f"],"\uff5e":2,"\u{1f600}":1}');
  assert.equal(canonicalText({ ab: 1, a: 2, b: 3 }), '{"a":2,"ab":1,"b":3}');
});

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10];
const bytesOf = (text) => new TextEncoder().encode(text);

function chunk(type, data, length = data.length) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return Buffer.concat([head, Buffer.from(type), data, Buffer.alloc(4)]);
}

const png = (...chunks) => new Uint8Array(Buffer.concat([Buffer.from(SIGNATURE), chunk("IHDR", Buffer.alloc(13)), ...chunks, chunk("IEND", Buffer.alloc(0))]));
const itxt = (text, { packed = 0, method = 0 } = {}) => chunk("iTXt", Buffer.concat([Buffer.from("ilx-experiment\0"), Buffer.from([packed, method, 0, 0]), packed ? deflateSync(Buffer.from(text)) : Buffer.from(text)]));
const file = (bytes, name = "x") => ({ name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer });
const sayings = (promise, word) => assert.rejects(promise, { word });

test("a text written into a PNG is read again, and the picture around it stays", async () => {
  const text = '{"title": "größe ]]> \u202e"}';
  const bare = png(chunk("tEXt", Buffer.from("Comment\0no")));
  const written = await withText(bare, text);
  assert.equal(await textIn(written), text);
  assert.deepEqual(Buffer.from(written.subarray(0, 33)), Buffer.from(bare.subarray(0, 33)));
  assert.deepEqual(Buffer.from(written.subarray(written.length - bare.length + 33)), Buffer.from(bare.subarray(33)));
  assert.equal(await textIn(bare), null);
});

test("plain and packed texts are read, bombs and broken ones are not", async () => {
  assert.equal(await textIn(png(itxt("{}"))), "{}");
  assert.equal(await textIn(png(itxt("{}", { packed: 1 }))), "{}");
  await sayings(textIn(png(itxt("a".repeat(50_000_000), { packed: 1 }))), "files.too_large");
  await sayings(textIn(png(itxt("a".repeat(2_000_000)))), "files.too_large");
  await sayings(textIn(png(itxt("{}", { method: 7 }))), "files.damaged");
  await sayings(textIn(png(chunk("iTXt", Buffer.from("ilx-experiment\0")))), "files.damaged");
  await sayings(textIn(png(chunk("iTXt", Buffer.from("ilx-experiment\0\u0001\0\0\0no zlib")))), "files.damaged");
  await sayings(textIn(png(chunk("tEXt", Buffer.alloc(9), 0xfffffff0))), "files.damaged");
});

const complete = JSON.parse(cases[0].canonical);
const carried = { experiment: complete, view: { page: 37 }, parent: "bcdfghjkm23", title: "A", content: cases[0].content };

test("a draft comes out of JSON and PNG, with its view and its parent", async () => {
  const text = JSON.stringify(carried);
  for (const bytes of [bytesOf(text), png(itxt(text, { packed: 1 })), bytesOf(`\ufeff ${text}`)]) {
    const draft = await draftIn(file(bytes));
    assert.deepEqual([draft.view, draft.parent, draft.machine], [{ page: 37 }, "bcdfghjkm23", complete.machine]);
    assert.equal(draft.title, undefined);
  }
  assert.deepEqual((await draftIn(file(bytesOf(JSON.stringify(complete))))).events, complete.events);
  const twin = await draftIn(file(bytesOf(JSON.stringify({ ...carried, parent: null, sid: "mrwq8djrhpr" }))));
  assert.equal(twin.parent, "mrwq8djrhpr");
});

test("what was changed behind its hash is refused", async () => {
  const changed = { ...carried, experiment: { ...complete, seed: 1 } };
  await sayings(draftIn(file(bytesOf(JSON.stringify(changed)))), "files.other_hash");
  await sayings(draftIn(file(png(itxt(JSON.stringify({ ...carried, content: "0" }))))), "files.other_hash");
});

test("a file without an experiment is somebody else's", async () => {
  for (const text of ["", "{", "[]", '{"a": 1}', '{"experiment": "events"}', "numactl", '[{"memdev": 1}]']) {
    assert.equal(await draftIn(file(bytesOf(text))), null);
  }
  assert.equal(await draftIn({ size: 17 * 1024 * 1024 }), null);
});

test("a broken or unfinished experiment, and a picture without one, is refused in words", async () => {
  await sayings(draftIn(file(bytesOf('{"kernel": "linux-6.12", "eve'))), "files.no_json");
  for (const text of ['{"machine": {"nodes": 1}}', '{"experiment": {"events": []}}']) {
    await sayings(draftIn(file(bytesOf(text))), "files.incomplete");
  }
  await sayings(draftIn(file(png())), "files.nothing");
  for (const text of ["", "null", "{}", '{"experiment": {"machine": {"nodes": [null]}, "events": []}}']) {
    await sayings(draftIn(file(png(itxt(text)))), "files.no_experiment");
  }
});
