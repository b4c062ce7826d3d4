/** Calls to the server; a refusal becomes an error that carries its problems. */

/** A refusal: a sentence and the list of problems, each with pointer and detail. */
export class Refusal extends Error {
  constructor(body, status) {
    super(body.detail ?? body.title ?? `the server answered ${status}`);
    this.problems = body.errors ?? [];
    this.status = status;
  }
}

/** Ask the server; `body` makes it a POST. */
export async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": document.documentElement.lang },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(answer, response.status);
  return answer;
}

/**
 * A function that asks for previews and shows them in order: a reply that comes after a newer
 * one was shown is dropped.
 */
export function previewer(ask, show, fail) {
  let asked = 0;
  let shown = 0;
  return async function preview(draft) {
    const mine = ++asked;
    let step;
    try {
      const answer = await ask(draft);
      step = () => show(answer, mine);
    } catch (error) {
      step = () => fail(error, mine);
    }
    if (mine < shown) return;
    shown = mine;
    await step();
  };
}
