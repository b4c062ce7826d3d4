import assert from "node:assert/strict";
import test from "node:test";
import { atEnd, film, momentAt, momentOf, nextOf, orderOf, pageAt } from "../../static/js/timeline/moments.js";

const draft = (view = {}) => ({
  events: [
    { op: "mmap", id: "heap", pages: 1000 },
    { op: "weights", set: { 0: 1 }, off: true },
    { op: "touch", id: "heap", pages: "0-99,900-899:1,500-700:50" },
    { op: "munmap", id: "heap" },
  ],
  view,
});

test("no moment is the end, and what points beyond it is the end, too", () => {
  assert.deepEqual(momentOf(draft()), { event: 2, pages: null });
  assert.deepEqual(momentOf(draft({ moment: { event: 9 } })), { event: 2, pages: null });
  assert.ok(atEnd(draft()));
  assert.ok(!atEnd(draft({ moment: { event: 1 } })));
  assert.ok(!atEnd(draft({ moment: { event: -1 } })));
});

test("events that are off are not counted", () => {
  assert.deepEqual(momentOf(draft({ moment: { event: 1, pages: 38 } })), { event: 1, pages: 38 });
  assert.deepEqual(momentOf(draft({ moment: { event: 0, pages: 38 } })), { event: 0, pages: null });
});

test("all pages of a touch are the touch, and the last event is the end", () => {
  assert.deepEqual(momentAt(draft(), 1, 107), { event: 1 });
  assert.deepEqual(momentAt(draft(), 1, 106), { event: 1, pages: 106 });
  assert.deepEqual(momentAt(draft(), 1, 0), { event: 1, pages: 1 });
  assert.equal(momentAt(draft(), 2), undefined);
  assert.equal(momentAt(draft(), 99), undefined);
  assert.deepEqual(momentAt(draft(), -5), { event: -1 });
});

test("the order of touch and the number of a page are two things", () => {
  const text = draft().events[2].pages;
  const pages = [99, 900, 899, 500, 550, 700];
  assert.deepEqual([99, 100, 101, 102, 103, 106].map((order) => pageAt(text, order)), pages);
  assert.deepEqual(pages.map((page) => orderOf(text, page)), [99, 100, 101, 102, 103, 106]);
  assert.equal(pageAt(text, 107), null);
  assert.equal(orderOf(text, 501), -1);
  assert.equal(orderOf("0-281474976710655", 37), 37);
});

test("a film goes through every event, and through a long touch in parts", () => {
  const frames = film(draft(), false);
  assert.equal(frames.length, 1 + 1 + 8 + 1);
  assert.deepEqual(nextOf(frames, { event: -1, pages: null }), { event: 0, pages: null });
  assert.deepEqual(nextOf(frames, { event: 1, pages: 20 }), { event: 1, pages: 27 });
  assert.equal(nextOf(frames, { event: 2, pages: null }), undefined);
  assert.deepEqual(film(draft(), true).map((frame) => frame.pages), [null, null, null, null]);
});
