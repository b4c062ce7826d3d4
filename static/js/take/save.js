/** A figure as a file: what writes each kind of it. */

import { carriedText, intoPng, intoSvg } from "../carry/write.js";
import { save } from "../dom.js";
import { fileName, textOfFigure } from "./files.js";
import { around, framed } from "./frame.js";
import { rasterised, standalone, svgText } from "./pictures.js";

const SCALE = 2;

/** The picture with what stands around it; it carries the draft, if it shows a single one. */
async function picture(source, { name, draft }) {
  const text = framed(svgText(await source.svg(standalone)), around(source, name));
  return [text, draft && await carriedText(draft)];
}

const WRITERS = {
  csv: ["text/csv;charset=utf-8", (source, { name, result }) => textOfFigure(name, source.table(), result)],
  svg: ["image/svg+xml", async (source, shown) => {
    const [text, carried] = await picture(source, shown);
    return carried ? intoSvg(text, carried) : text;
  }],
  png: ["image/png", async (source, shown) => {
    const [text, carried] = await picture(source, shown);
    const made = await rasterised(text, SCALE);
    return carried ? intoPng(made, carried) : made;
  }],
};

/** Save a figure {host, svg, table, caption} of what is `shown`: {name, stem, result, draft}. */
export async function saveFigure(kind, source, shown) {
  const [type, write] = WRITERS[kind];
  save(await write(source, shown), type, fileName(shown.stem, shown.name, kind));
}
