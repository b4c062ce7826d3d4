/** Saving: a short link to an experiment that never changes, made in place. */

import { asSpoken } from "./address.js";
import { call } from "./api.js";
import { parted } from "./document.js";
import { find, on } from "./dom.js";
import { t } from "./words.js";

/** Copy a text; the button says so for a moment. */
export async function copy(text, button) {
  // Without https there is no clipboard; then the text is selected for the user's own copy.
  if (!navigator.clipboard) return void getSelection().selectAllChildren(button.parentElement);
  await navigator.clipboard.writeText(text);
  button.textContent = t("bench.copied");
  setTimeout(() => { button.textContent = t("bench.copy"); }, 1500);
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
    const { showLink } = await import("./kept/share.js");
    showLink(new URL(answer.url, location.href).href);
    safe(sent, store);
    return undefined;
  }));
  on(find("#keep-draft"), "click", guarded(async () => {
    const sent = shared(store);
    const { url } = await call("/api/v1/drafts", sent);
    safe(sent, store);
    location.assign(asSpoken(url));
  }));
  on(find("#open-share"), "click", (event) => {
    event.preventDefault(); // the address holds the experiment
    find("#share").scrollIntoView();
    find("#share-name").focus();
  });
}
