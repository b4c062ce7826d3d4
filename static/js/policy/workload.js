/** The workload: pages of the first region, and the streams with what each does to memory. */

import { find, findAll, make, on } from "../dom.js";
import * as edits from "../draft.js";
import { regionsOf, taskNames } from "../events/edits.js";
import { setValue, whole } from "../numbers.js";
import { happening } from "../timeline/moments.js";
import { t } from "../words.js";
import { addedStream, withoutStream, withShare, withStreamAt } from "./crew.js";

const PATTERNS = ["stream", "random", "chase"];
const MLP = { stream: 10, random: 10, chase: 1 };
/** Numbers of a stream: their field, limits, and how a person writes them. */
const NUMBERS = [
  { name: "threads", min: 1, max: 65536, usual: 1 },
  { name: "mlp", min: 1, max: 1024, absent: true },
  { name: "reads", field: "read_permille", min: 0, max: 100, scale: 10, usual: 667 },
  { name: "think_ns", min: 0, max: 1e9, usual: 0 },
  { name: "after_event", min: 0, absent: true },
];

const field = (words, input, part) => {
  input.dataset.part = part;
  return make("label", { className: "field" }, make("span", { textContent: words }), input);
};

function streamRow(draft, place) {
  const tasks = taskNames(draft);
  const options = (names) => names.map((name) => make("option", { value: name, textContent: name }));
  const numbers = NUMBERS.map(({ name, min, max }) => field(t(`policy.${name}`), make("input", { type: "number", min, max: max ?? "", inputMode: "numeric" }), name));
  const shares = regionsOf(draft).filter(({ id }) => !id.includes(":")).map(({ id }) => {
    const input = make("input", { type: "number", min: 0, max: 100, inputMode: "numeric" });
    input.dataset.region = id;
    return field(t("policy.share_of", { region: id }), input, "share");
  });
  const gone = make("button", { type: "button", className: "quiet", textContent: t("policy.delete_stream") });
  gone.dataset.act = "delete";
  const row = make("fieldset", { className: "crew" }, make("legend", { textContent: t("policy.stream", { number: place + 1 }) }),
    make("div", { className: "fields" },
      field(t("policy.pattern"), make("select", {}, ...options(PATTERNS)), "pattern"),
      ...(tasks.length > 1 ? [field(t("policy.task"), make("select", {}, ...options(tasks)), "task")] : []),
      ...numbers, ...(shares.length > 1 ? shares : [])),
    gone);
  row.dataset.place = place;
  return row;
}

function writeStream(row, draft, stream) {
  for (const input of findAll("[data-part]", row)) {
    const number = NUMBERS.find(({ name }) => name === input.dataset.part);
    if (number) {
      const value = stream[number.field ?? number.name] ?? number.usual ?? "";
      if (number.name === "mlp") input.placeholder = MLP[stream.pattern ?? "stream"];
      if (number.name === "after_event") {
        input.placeholder = t("policy.at_the_end");
        input.max = happening(draft).length - 1;
      }
      setValue(input, value === "" ? "" : Math.round(value / (number.scale ?? 1)));
    } else if (input.dataset.part === "share") setValue(input, Math.round((stream.regions?.[input.dataset.region] ?? 0) / 10));
    else input.value = stream[input.dataset.part] ?? (input.dataset.part === "task" ? draft.tasks[0].name : "stream");
  }
}

/** The fields of a stream that an input sets; null while it holds nothing usable. */
function edited(stream, input) {
  const { part, region } = input.dataset;
  const number = NUMBERS.find(({ name }) => name === part);
  if (!number && part !== "share") return { [part]: input.value };
  if (number?.absent && input.value === "") return { [number.name]: undefined };
  const value = whole(input);
  if (value === null) return null;
  return part === "share" ? { regions: withShare(stream.regions, region, value * 10) } : { [number.field ?? number.name]: value * (number.scale ?? 1) };
}

/** Digits that are typed one after another all resize the draft that was there before the first. */
function listenToPages(store) {
  const input = find("#pages");
  let before;
  let made;
  on(input, "input", () => {
    const pages = whole(input);
    if (pages === null) return;
    if (store.draft !== made) before = store.draft;
    made = edits.withPages(before, pages);
    store.edit(made, "pages");
  });
  on(input, "blur", () => { made = undefined; });
}

function listenToFirst(store) {
  const numbers = { "#threads": ["threads", 1], "#reads": ["read_permille", 10] };
  for (const [selector, [name, scale]] of Object.entries(numbers)) {
    on(find(selector), "input", (event) => {
      const value = whole(event.target);
      if (value !== null) store.edit(edits.withStream(store.draft, { [name]: value * scale }), selector);
    });
  }
}

/** Tie the workload to the store. */
export function bindWorkload({ store }) {
  const part = find("[data-streams]");
  const list = make("div", { className: "stack" });
  const add = make("button", { type: "button", id: "add-stream", textContent: t("policy.add_stream") });
  part.replaceChildren(list, add);
  let shape = "";

  function write(draft) {
    const streams = draft.workload?.streams ?? [];
    setValue(find("#pages"), edits.pagesOf(draft));
    setValue(find("#threads"), streams[0]?.threads ?? 1);
    setValue(find("#reads"), Math.round((streams[0]?.read_permille ?? 667) / 10));
    for (const name of ["#threads", "#reads"]) find(name).disabled = streams.length === 0;
    const now = JSON.stringify([streams.length, taskNames(draft), regionsOf(draft).map((region) => region.id)]);
    if (now !== shape) {
      shape = now;
      list.replaceChildren(...streams.map((_, place) => streamRow(draft, place)));
    }
    streams.forEach((stream, place) => writeStream(list.children[place], draft, stream));
    find("#streams-count").textContent = streams.length;
    add.disabled = streams.length >= 16;
  }

  listenToPages(store);
  listenToFirst(store);
  on(list, "input", (event) => {
    const place = Number(event.target.closest("[data-place]").dataset.place);
    const fields = edited(store.draft.workload.streams[place], event.target);
    const { part: name, region = "" } = event.target.dataset;
    if (fields) store.edit(withStreamAt(store.draft, place, fields), `stream${place}${name}${region}`);
  });
  on(list, "click", (event) => {
    if (!event.target.closest("[data-act=delete]")) return;
    store.edit(withoutStream(store.draft, Number(event.target.closest("[data-place]").dataset.place)));
    add.focus();
    find("#status").textContent = t("policy.stream_deleted");
  });
  on(add, "click", () => {
    store.edit(addedStream(store.draft));
    find(".crew:last-child [data-part=pattern]", list).focus();
    find("#status").textContent = t("policy.stream_added");
  });
  store.follow(write);
  write(store.draft);
}
