/** Names and texts of files. Pure. */

import { plainTable } from "./plain.js";

const NAMED = 12;

/** The file's name: ilx, the saved experiment or the start of its content's hash, what it shows. */
export const fileName = (stem, name, ending) => `ilx-${stem.slice(0, NAMED)}-${name}.${ending}`;

/** As programs read it: numbers without groups, a plain minus and a plain hyphen. */
const bare = (value) => value.replaceAll(/(?<=\d)\u202f(?=\d)/g, "").replaceAll("\u202f", " ").replaceAll(/−(?=\d)|(?<=\d)–(?=\d)/g, "-");

const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A table {head, rows} as RFC 4180 wants it. */
export const textOfTable = ({ head, rows }) => [head, ...rows].map((row) => `${row.map((value) => field(bare(String(value)))).join(",")}\r\n`).join("");

/** The table of a figure of `result` as a file; without one its numbers are as the table tells them. */
export const textOfFigure = (name, table, result) => textOfTable(plainTable(name, table, result));
