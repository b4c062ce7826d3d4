/** Saving: a short link to an experiment that never changes, made in place. */

import { call } from "./api.js";
import { parted } from "./document.js";
import { find, make, on } from "./dom.js";
import { t } from "./words.js";

/** Copy a text; the button says so for a moment. */
export async function copy(text, button) {
  // Without https there is no clipboard; then the text is selected for the user's own copy.
  if (!navigator.clipboard) return void getSelection().selectAllChildren(button.parentElement);
  await navigator.clipboard.writeText(text);
  button.textContent = t("bench.copied");
  setTimeout(() => { button.textContent = t("bench.copy"); }, 1500);
}

/** Show the link that was made, ready to be copied; `more` are elements beside it. */
export function showLink(address, ...more) {
  const field = make("input", { readOnly: true, value: address, ariaLabel: t("share.link") });
  const button = make("button", { type: "button", textContent: t("bench.copy") });
  on(button, "click", () => copy(address, button));
  on(field, "focus", () => field.select());
  find("#share-result").replaceChildren(t("share.saved"), field, button, make("a", { href: address, textContent: t("share.open") }), ...more);
  field.focus();
}

/** Store a share; a parent that this server does not know (a link from another one) is dropped. */
async function save(body) {
  try {
    return await call("/api/v1/experiments", body);
  } catch (error) {
    const stranger = body.parent && error.problems?.length === 1 && error.problems[0].pointer === "/parent";
    if (!stranger) throw error;
    return call("/api/v1/experiments", { ...body, parent: null });
  }
}

/** Where the words of a share are typed. */
export const INPUTS = ["#share-name", "#share-notes", "#share-listed"];

/** The words of a share as they are typed now. */
export function typedWords() {
  const [{ value: title }, { value: notes }, { checked: listed }] = INPUTS.map((name) => find(name));
  return { title, notes, listed };
}

/** Put words in their place; without any the place is left alone. */
export function fillWords(words) {
  if (!words) return;
  const [title, notes, listed] = INPUTS.map((name) => find(name));
  [title.value, notes.value, listed.checked] = [words.title, words.notes, words.listed];
}

/** What a share or a kept draft is made of: the experiment and its words. */
export const shared = ({ draft }) => ({ ...parted(draft), ...typedWords(), parent: draft.parent ?? null });

/** Say that what was sent is safe, unless somebody went on meanwhile. */
function safe(sent, store) {
  if (JSON.stringify(sent) === JSON.stringify(shared(store))) document.dispatchEvent(new Event("ilx:saved"));
}

/** Tie the share form to the bench. On the page of a draft `bench.publish` makes the link. */
export function bindShare(bench) {
  const { store, tell } = bench;
  const guarded = (act) => async (event) => {
    event.preventDefault();
    try {
      await act();
    } catch (error) {
      tell(error);
    }
  };
  on(find("#share-form"), "submit", guarded(async () => {
    if (bench.publish) return bench.publish();
    const sent = shared(store);
    const answer = await save(sent);
    showLink(new URL(answer.url, location.href).href);
    safe(sent, store);
    return undefined;
  }));
  on(find("#keep-draft"), "click", guarded(async () => {
    const sent = shared(store);
    const { url } = await call("/api/v1/drafts", sent);
    safe(sent, store);
    location.assign(url);
  }));
  on(find("#open-share"), "click", (event) => {
    event.preventDefault(); // the address holds the experiment
    find("#share").scrollIntoView();
    find("#share-name").focus();
  });
}
