import assert from "node:assert/strict";
import test from "node:test";
import { svgOf } from "../../static/js/strip/picture.js";
import { layoutOf, looksOf, marksOf } from "../../static/js/strip/marks.js";
import { fileName, textOfFigure, textOfTable } from "../../static/js/take/files.js";

test("a table is written as RFC 4180 wants it", () => {
  const text = textOfTable({ head: ["node", "note"], rows: [["node 0", "plain"], ['say "hi"', "a,b\nc"]] });
  assert.equal(text, 'node,note\r\nnode 0,plain\r\n"say ""hi""","a,b\nc"\r\n');
});

test("numbers in a file are plain", () => {
  const text = textOfTable({ head: ["pages", "share"], rows: [["0–1\u202f048\u202f575", "90\u202f%"], ["−3", "–"]] });
  assert.equal(text, "pages,share\r\n0-1048575,90 %\r\n-3,–\r\n");
});

const RESULT = {
  curve: { points: [[1, 48.486504391, 48.4, 48.5, 48.8636416]] },
  nodes: [{ utilisation: 0.92731390736 }, { utilisation: null }],
  links: [{ id: "upi", gb_per_s: 0, utilisation: 0 }, { id: "access 0 1", gb_per_s: 2, utilisation: 0.5 }],
  latency: [{ points: [[0, 95], [19.846063695, 98.163225164]] }],
};
const FIGURES = [
  ["bandwidth", ["weights", "expected", "low", "high", "ceiling"], [["1:1", "48.5", "48.4", "48.5", "48.9"]], "1:1,48.4865,48.4,48.5,48.8636"],
  ["distribution", ["node", "pages", "share", "asked"], [["node 0", "1\u202f000", "67\u202f%", "1\u202f000"], ["node 1", "500", "33\u202f%", "500"]], "node 0,1000,66.6667,1000\r\nnode 1,500,33.3333,500"],
  ["utilisation", ["part", "in use"], [["node 0", "93\u202f%"], ["access", "50\u202f%"]], "node 0,92.7314\r\naccess,50"],
  ["latency", ["node", "GB/s", "ns"], [["node 0", "0.00", "95"], ["node 0", "19.8", "98"]], "node 0,0,95\r\nnode 0,19.8461,98.1632"],
];
for (const [name, head, rows, wanted] of FIGURES) {
  test(`the file of ${name} holds the result's numbers, and their unit in its head`, () => {
    const [first, ...lines] = textOfFigure(name, { head, rows }, RESULT).trimEnd().split("\r\n");
    assert.equal(lines.join("\r\n"), wanted);
    assert.equal(first.includes("(%)"), rows.some((row) => row.some((cell) => cell.endsWith("%"))));
    assert.ok(!lines.some((line) => line.includes("%")));
  });
}

test("files bear the saved experiment's name, or the start of the content's hash", () => {
  const content = "0123456789abcdef0123";
  assert.equal(fileName("bcdfghjkm23", "strip", "svg"), "ilx-bcdfghjkm23-strip.svg");
  assert.equal(fileName(content, "strip", "csv"), "ilx-0123456789ab-strip.csv");
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
