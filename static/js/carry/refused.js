/** Why a file that claims to hold an experiment is not opened, and how much it may hold. */

/** `word` names the sentence that tells why. */
export class Refused extends Error {
  constructor(word) {
    super(word);
    this.word = word;
  }
}

/** The name under which files hold an experiment. */
export const KEYWORD = "ilx-experiment";

/** So many bytes of JSON a file may hold. */
export const MOST_JSON = 1024 * 1024;
