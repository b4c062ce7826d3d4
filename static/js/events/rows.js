/** Rows of the event list: what is asked in one line, what was answered, what changed. */

import { find, make } from "../dom.js";
import { t } from "../words.js";
import { numberOf } from "./edits.js";
import { summary } from "./summary.js";

const STATES = [
  ["off", ({ event }) => event.off],
  ["refused", ({ problems }) => problems.length > 0],
  ["stale", ({ stale }) => stale],
  ["later", ({ number, draft }) => number > (draft.view?.moment?.event ?? Infinity)],
  ["unreached", ({ result }) => result === undefined],
  ["killed", ({ result }) => result.signal !== undefined],
  ["error", ({ result }) => result.errno !== undefined],
  ["answered", ({ result }) => Object.keys(result.answer ?? {}).length > 0],
  ["value", ({ result }) => result.ret > 0],
  ["ok", () => true],
];
/** States whose words the server's table tells. */
const TOLD = new Set(["killed", "error", "answered"]);

/**
 * What is known of the event at `place`: its state by name, the words for it, its changes and
 * the problems that the server finds in it. While the server refuses the draft (`stale`) the last
 * answer is of other events, and says nothing of these.
 */
export function answerOf(draft, place, answer, { problems, stale }) {
  const event = draft.events[place];
  const number = numberOf(draft, place);
  const mine = event.off ? [] : problems.filter((problem) => problem.number === number);
  const result = number === null ? undefined : answer.result.events[number];
  const [state] = STATES.find(([, test]) => test({ event, number, draft, result, problems: mine, stale }));
  const [, , told = "", , changes = ""] = answer.tables.events?.rows[number] ?? [];
  const words = TOLD.has(state) ? told : t(`events.state_${state}`, { ret: result?.ret });
  return { state, words, changes: result && !stale ? changes : "", problems: mine, number };
}

const arrow = (name, sign, place) => {
  const button = make("button", { type: "button", className: "quiet icon", textContent: sign, ariaLabel: t(`events.${name}_this`, { place }) });
  button.dataset.act = name;
  return button;
};

/** A name of the kernel's that breaks after an underscore where it has to, and nowhere else. */
const breakable = (name) => name.split(/(?<=_)/).flatMap((part, at) => (at ? [make("wbr"), part] : [part]));

/** The row of the event at `place`; `open` rows have a place for their form. */
export function makeRow(draft, place, open) {
  const event = draft.events[place];
  const number = numberOf(draft, place);
  const name = number === null ? t("events.off_event", { op: event.op }) : t("events.event", { number, op: event.op });
  const happens = make("input", { type: "checkbox", checked: !event.off, ariaLabel: t("events.happens", { name }) });
  happens.dataset.act = "switch";
  const button = make("button", { type: "button", className: "event-open" },
    make("span", { className: "number", textContent: number ?? "–" }),
    make("span", { className: "asked" }, make("code", {}, ...breakable(event.op)), " ", make("span", { className: "summary" })));
  button.dataset.act = "open";
  button.setAttribute("aria-expanded", String(open));
  button.setAttribute("aria-keyshortcuts", "Alt+ArrowUp Alt+ArrowDown Delete");
  const [up, down] = [arrow("up", "↑", name), arrow("down", "↓", name)];
  const grip = make("span", { className: "grip", textContent: "⠿", title: t("events.drag"), ariaHidden: "true", hidden: draft.events.length < 2 });
  up.disabled = place === 0;
  down.disabled = place === draft.events.length - 1;
  const answer = make("span", { className: "event-answer" });
  const row = make("li", { className: `event${event.off ? " is-off" : ""}${open ? " is-open" : ""}` },
    make("div", { className: "event-row" }, happens, button, answer, make("span", { className: "arrows" }, grip, up, down)),
    make("p", { className: "event-changes" }));
  row.dataset.place = place;
  return row;
}

/** Bring a row up to date: its line, its answer, its changes. */
export function writeRow(row, draft, place, known, several) {
  const { state, words, changes, problems } = known;
  find(".summary", row).textContent = summary(draft.events[place], several);
  const answer = find(".event-answer", row);
  answer.textContent = words;
  answer.dataset.state = state;
  const below = find(".event-changes", row);
  below.textContent = problems.length ? problems.map((each) => `${each.field ? `${each.field}: ` : ""}${each.detail}`).join("\n") : changes;
  below.classList.toggle("refusal", problems.length > 0);
  below.hidden = below.textContent === "";
}
