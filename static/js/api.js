/** Calls to the server; a refusal becomes an error that carries its problems. */

import { t } from "./words.js";

/** A refusal: a sentence and the list of problems, each with pointer and detail. */
export class Refusal extends Error {
  constructor(body, status) {
    super(body.detail ?? body.title ?? `the server answered ${status}`);
    this.problems = body.errors ?? [];
    this.status = status;
  }
}

/** The server gave no answer, or failed; asking again later may help. */
export class Unreachable extends Error {}

/** Ask the server; `body` makes it a POST, `read` is json or text, `more` adds options of fetch. Throws Refusal or Unreachable. */
export async function call(path, body, { headers, read = "json", ...more } = {}) {
  const options = { headers: { "accept-language": document.documentElement.lang, ...headers }, ...more };
  if (body !== undefined) {
    options.method ??= "POST";
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options).catch(() => {
    throw new Unreachable(t("state.unanswered"));
  });
  const answer = await response[response.ok ? read : "json"]().catch(() => ({}));
  if (response.status >= 500 || response.status === 429) throw new Unreachable(answer.detail ?? `the server answered ${response.status}`);
  if (!response.ok) throw new Refusal(answer, response.status);
  return answer;
}

/**
 * A function that asks for previews, one request at a time: what is wanted meanwhile waits, and
 * only the newest of it is asked for next. So answers come in order. The next request runs while
 * the last answer is being drawn. `show` and `fail` get the number of the call that they serve;
 * a failure is not told when something newer waits already.
 */
export function previewer(ask, show, fail) {
  let wanted;
  let running;
  let drawing;
  let number = 0;

  async function run() {
    while (wanted) {
      const { draft, mine } = wanted;
      wanted = undefined;
      try {
        const answer = await ask(draft);
        await drawing;
        drawing = Promise.resolve(show(answer, mine)).catch((error) => fail(error, mine));
      } catch (error) {
        if (!wanted) await fail(error, mine);
      }
    }
    running = undefined; // at once, for what is wanted from here on needs a round of its own
  }

  return async function preview(draft) {
    wanted = { draft, mine: ++number };
    running ??= run();
    await running;
    await drawing;
  };
}
