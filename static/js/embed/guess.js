/** First a guess: the results are unfolded when the reader has made one, or wants to see them. */

import { find, on } from "../dom.js";
import { decimal } from "../format.js";
import { nodeOf, readRegion } from "../strip/cells.js";
import { t } from "../words.js";

/** The sentence about a guessed rate. */
const rateTold = (guess, rate) => t("embed.beside_rate", { guess: decimal(guess, Number.isInteger(guess) ? 0 : 1), rate: decimal(rate, rate >= 99.95 ? 0 : 1) });

/** The sentence about the guessed node of a page. */
function nodeTold(guess, page, region) {
  const node = nodeOf(readRegion(region), page);
  return node < 0 ? t("embed.beside_nowhere", { guess, page }) : t("embed.beside_node", { guess, page, node });
}

/**
 * Tie the question to the page; `result` gives the present one, `asked` the page and its region.
 * What is given back is to be called with every new result: a comparison that was told follows it.
 */
export function bindGuess(result, { page, region }) {
  const inputs = { rate: document.querySelector("#guess-rate"), node: document.querySelector("#guess-node") };
  const beside = find("#beside");
  let compared = false;

  function told() {
    const { streams, regions } = result();
    const guess = (input) => (input?.value ? Number(input.value) : NaN);
    const [rate, node] = [guess(inputs.rate), guess(inputs.node)];
    return [
      Number.isFinite(rate) && streams.length ? rateTold(rate, streams[0].gb_per_s) : "",
      Number.isFinite(node) && regions[region] ? nodeTold(node, page, regions[region]) : "",
    ].filter(Boolean).join(" ");
  }

  function compare() {
    const said = told();
    beside.textContent = said || t("embed.no_guess");
    compared = said !== "";
    if (compared) find("#results").open = true;
  }

  on(find("#compare"), "click", compare);
  on(find("#show"), "click", () => { find("#results").open = true; });
  for (const input of Object.values(inputs).filter(Boolean)) {
    on(input, "keydown", (event) => { if (event.key === "Enter") compare(); });
  }
  return () => { if (compared) beside.textContent = told(); };
}
