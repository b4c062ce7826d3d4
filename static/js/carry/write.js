/** What pictures carry of a draft: the complete experiment, its view, its parent, its hash. */

import { call } from "../api.js";
import { linked } from "../document.js";
import { contentHash } from "../hash.js";
import { withText as withPngText } from "./png.js";
import { withText as withSvgText } from "./svg.js";

/** The JSON text of a draft; where the server does not answer, as it stands and without a hash. */
export async function carriedText(draft) {
  const document = linked(draft);
  try {
    const experiment = await call("/api/v1/export/json", document.experiment);
    return JSON.stringify({ ...document, experiment, content: await contentHash(experiment) ?? undefined });
  } catch {
    return JSON.stringify(document);
  }
}

export const intoSvg = withSvgText;

/** A PNG as a blob, with the text in it. */
export const intoPng = async (blob, text) => withPngText(new Uint8Array(await blob.arrayBuffer()), text);
