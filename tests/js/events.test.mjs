import assert from "node:assert/strict";
import test from "node:test";
import * as edits from "../../static/js/events/edits.js";
import { blankEvent } from "../../static/js/events/blank.js";
import { pageCount, rangesIn, resizedPages, splitPages } from "../../static/js/events/pages.js";
import { parted } from "../../static/js/document.js";

const draft = () => ({
  machine: { nodes: [{ id: 0, kind: "dram", mib: 1024, cpus: "0-3" }, { id: 1, kind: "cxl", mib: 2048, cpus: "" }] },
  tasks: [{ name: "main", cpu: 0 }],
  events: [
    { op: "set_mempolicy", task: "main", mode: "weighted_interleave", flags: [], nodes: "0-1" },
    { op: "mmap", task: "main", id: "heap", pages: 10000, addr: "0x100000000000" },
    { op: "touch", task: "main", id: "heap", pages: "0-9999" },
  ],
  workload: { streams: [{ task: "main", threads: 4, regions: { heap: 1000 } }] },
});
const ops = (each) => each.events.map((event) => event.op);

test("page lists are counted and read in touch order", () => {
  assert.equal(pageCount("0-9999"), 10000);
  assert.equal(pageCount("9-0:3,5"), 5);
  assert.equal(pageCount("nonsense"), 0);
  assert.deepEqual(rangesIn("9-0:3"), [{ first: 9, last: 0, step: -3 }]);
  assert.equal(rangesIn("1-2:0"), null);
});

test("a page list splits after so many pages, downwards and across ranges too", () => {
  assert.deepEqual(splitPages("0-9999", 5000), ["0-4999", "5000-9999"]);
  assert.deepEqual(splitPages("99-0", 1), ["99", "98-0"]);
  assert.deepEqual(splitPages("0-9,100-109", 12), ["0-9,100-101", "102-109"]);
  assert.deepEqual(splitPages("0-9,100-109", 10), ["0-9", "100-109"]);
  assert.deepEqual(splitPages("0-10:4", 2), ["0-4:4", "8-10:4"]);
});

test("a split keeps every page and its place in the order", () => {
  const pagesOf = (text) => rangesIn(text).flatMap(({ first, last, step }) => Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step));
  for (const text of ["0-20", "20-0", "3-17:5,9-2:2,4", "7,6,5", "0-281474976710655:70368744177664"]) {
    for (let count = 1; count < pageCount(text); count += 1) {
      const [before, after] = splitPages(text, count);
      assert.equal(pageCount(before), count, `${text} at ${count}`);
      assert.deepEqual([...pagesOf(before), ...pagesOf(after)], pagesOf(text));
    }
    assert.equal(splitPages(text, 0), null);
    assert.equal(splitPages(text, pageCount(text)), null);
  }
});

test("a region that grows or shrinks takes its touches along", () => {
  assert.equal(resizedPages("0-99", 100, 1000), "0-999");
  assert.equal(resizedPages("99-0", 100, 1000), "999-0");
  assert.equal(resizedPages("50-99", 100, 1000), "50-999");
  assert.equal(resizedPages("0-49", 100, 1000), "0-49");
  assert.equal(resizedPages("0-49,50-99", 100, 20), "0-19");
  assert.equal(resizedPages("50-99", 100, 20), "19");
  assert.equal(resizedPages(resizedPages("0-99", 100, 1), 1, 1000), "0-999");
  assert.equal(resizedPages("0", 1, 1), "0");
});

test("after 5 000 pages node 0's weight becomes 1: the touch becomes two with the event between", () => {
  const event = blankEvent(draft(), { op: "weights", has_task: false }, 2);
  const next = edits.splitTouch(draft(), 2, 5000, event);
  assert.deepEqual(next.events.slice(2), [
    { op: "touch", task: "main", id: "heap", pages: "0-4999" },
    { op: "weights", set: { 0: 1 } },
    { op: "touch", task: "main", id: "heap", pages: "5000-9999" },
  ]);
  assert.equal(edits.splitTouch(draft(), 2, 10000, event), null);
});

test("an event that is off keeps its place in the list and has no number", () => {
  const off = edits.switched(draft(), 0);
  assert.equal(edits.numberOf(off, 0), null);
  assert.equal(edits.numberOf(off, 2), 1);
  assert.equal(edits.placeOf(off, 1), 2);
  assert.equal(edits.placeOf(off, 7), -1);
  assert.deepEqual(parted(off).experiment.events.map((event) => event.op), ["mmap", "touch"]);
  assert.deepEqual(edits.switched(off, 0), draft());
});

test("what points at an event by number follows it", () => {
  const seen = { ...draft(), view: { moment: { event: 2, pages: 7 } }, workload: { streams: [{ after_event: 2, regions: { heap: 1000 } }] } };
  const later = edits.inserted(seen, 0, { op: "thp", enabled: "never" });
  assert.equal(later.workload.streams[0].after_event, 3);
  assert.deepEqual(later.view.moment, { event: 3, pages: 7 });
  const off = edits.switched(later, 0);
  assert.equal(off.workload.streams[0].after_event, 2);
  const split = edits.splitTouch(seen, 2, 10, { op: "thp", enabled: "never" });
  assert.equal(split.workload.streams[0].after_event, 4);
  const gone = edits.removed(seen, 2);
  assert.deepEqual(gone.workload.streams[0], { regions: { heap: 1000 } });
  assert.equal(gone.view.moment, undefined);
});

test("events move within the list and no further", () => {
  assert.deepEqual(ops(edits.moved(draft(), 2, 0)), ["touch", "set_mempolicy", "mmap"]);
  const same = draft();
  assert.equal(edits.moved(same, 0, -1), same);
  assert.equal(edits.moved(same, 2, 3), same);
});

test("a copy of a mapping is a region of its own", () => {
  const copy = edits.duplicated(draft(), 1).events[2];
  assert.deepEqual(copy, { op: "mmap", task: "main", id: "heap2", pages: 10000 });
  assert.deepEqual(edits.duplicated(draft(), 2).events[3], draft().events[2]);
});

test("another name for a region goes to all that name it", () => {
  const next = edits.renamedRegion(draft(), 1, "table");
  assert.deepEqual(next.events.slice(1).map((event) => event.id), ["table", "table"]);
  assert.deepEqual(next.workload.streams[0].regions, { table: 1000 });
});

test("regions and tasks of forked children can be named", () => {
  const forked = edits.inserted(draft(), 2, { op: "fork", child: "kid" });
  assert.deepEqual(edits.taskNames(forked), ["main", "kid"]);
  assert.deepEqual(edits.regionsOf(forked).map((region) => region.id), ["heap", "kid:heap"]);
});

test("a new event knows its region, its task and a free name", () => {
  assert.deepEqual(blankEvent(draft(), { op: "touch", has_task: true }, 3), { op: "touch", task: "main", id: "heap", pages: "0-9999" });
  const twice = edits.inserted(draft(), 3, blankEvent(draft(), { op: "mmap", has_task: true }, 3));
  assert.equal(twice.events[3].id, "region");
  assert.equal(blankEvent(twice, { op: "mmap", has_task: true }, 4).id, "region2");
  assert.equal(blankEvent(twice, { op: "munmap", has_task: true }, 2).id, "heap");
});

test("a refusal's pointers are those of events, whichever way they were sent", () => {
  const problems = [{ pointer: "/experiment/events/3/pages", detail: "a" }, { pointer: "/events/0", detail: "b" }, { pointer: "/tasks/0", detail: "c" }];
  assert.deepEqual(edits.eventProblems({ problems }), [{ number: 3, field: "pages", detail: "a" }, { number: 0, field: "", detail: "b" }]);
});

test("people read the event and the field, not the pointer; what is off has no number", () => {
  const events = [{ op: "mmap", off: true }, { op: "mmap" }, { op: "touch" }];
  const say = (key, { number, op }) => `event ${number}, ${op}`;
  const told = (pointer) => edits.problemText({ pointer, detail: "too many" }, events, say);
  assert.equal(told("/experiment/events/1/pages"), "event 1, touch, pages: too many");
  assert.equal(told("/experiment/events/0"), "event 0, mmap: too many");
  assert.equal(told("/events/1/set/0"), "event 1, touch, set 0: too many");
  assert.equal(told("/experiment/events/9/pages"), "/experiment/events/9/pages: too many");
  assert.equal(told("/sysfs/weights/0"), "/sysfs/weights/0: too many");
  assert.equal(told(""), "/: too many");
});
