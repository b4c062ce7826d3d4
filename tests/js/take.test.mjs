import assert from "node:assert/strict";
import test from "node:test";
import { svgOf } from "../../static/js/strip/picture.js";
import { layoutOf, looksOf, marksOf } from "../../static/js/strip/marks.js";
import { fileName, textOfTable } from "../../static/js/take/files.js";

test("a table is written as RFC 4180 wants it", () => {
  const text = textOfTable({ head: ["node", "note"], rows: [["node 0", "plain"], ['say "hi"', "a,b\nc"]] });
  assert.equal(text, 'node,note\r\nnode 0,plain\r\n"say ""hi""","a,b\nc"\r\n');
});

test("numbers in a file are plain", () => {
  const text = textOfTable({ head: ["pages", "share"], rows: [["0–1\u202f048\u202f575", "90\u202f%"], ["−3", "–"]] });
  assert.equal(text, "pages,share\r\n0-1048575,90 %\r\n-3,–\r\n");
});

test("files bear the saved experiment's name, or the start of the content's hash", () => {
  const content = "0123456789abcdef0123";
  assert.equal(fileName({ sid: "bcdfghjkm23", content }, "strip", "svg"), "ilx-bcdfghjkm23-strip.svg");
  assert.equal(fileName({ content }, "strip", "csv"), "ilx-0123456789ab-strip.csv");
});

test("the strip's file holds a rectangle for each share and escapes its title", () => {
  const cells = [{ first: 0, count: 4, shares: [[0, 3], [1, 1]] }, { first: 4, count: 4, shares: [[-2, 4]] }];
  const layout = layoutOf(640, cells.length);
  const marks = marksOf(cells, layout, looksOf([{ id: 0, kind: "dram" }, { id: 1, kind: "dram" }]));
  assert.deepEqual(marks.map(({ node, kind, label, texture }) => [node, kind, label, texture]),
    [[0, "dram", "0", ""], [1, "dram", "", "rising"], [-2, "absent", "", ""]]);
  const [most, least] = marks;
  assert.ok(Math.abs(most.width - 3 * least.width) < 1e-9);
  const svg = svgOf({ marks, layout, colours: { dram: "#0072b2", absent: "#ccc" } }, 'a<b & "c"');
  assert.equal(svg.match(/<rect [^>]*fill=/g).length, 3);
  assert.match(svg, /<title>a&#60;b &#38; &#34;c&#34;<\/title>/);
});
