/** Names and texts of files. Pure. */

const NAMED = 12;

/** The file's name: ilx, the saved experiment or the start of its content's hash, what it shows. */
export const fileName = ({ sid, content }, name, ending) => `ilx-${sid ?? content.slice(0, NAMED)}-${name}.${ending}`;

const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A table {head, rows} as RFC 4180 wants it. */
export const textOfTable = ({ head, rows }) => [head, ...rows].map((row) => `${row.map((value) => field(String(value))).join(",")}\r\n`).join("");
