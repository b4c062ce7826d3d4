/** Text in a PNG: an iTXt chunk, written behind the header, read from anywhere. Pure. */

import { through, TooLarge } from "../link.js";
import { KEYWORD, MOST_JSON, Refused } from "./refused.js";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const HEADER_END = 33;
const FRAME = 12;
const MOST_CHUNKS = 100_000;

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Whether bytes begin as a PNG does. */
export const isPng = (bytes) => SIGNATURE.every((byte, place) => bytes[place] === byte);

const ascii = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}

function chunk(type, data) {
  const bytes = joined(new Uint8Array(4), ascii(type), data, new Uint8Array(4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, bytes.length - 4)));
  return bytes;
}

/** The PNG with a text in it. */
export async function withText(png, text) {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate"));
  const data = joined(ascii(`${KEYWORD}\0\u0001\0\0\0`), packed);
  return joined(png.subarray(0, HEADER_END), chunk("iTXt", data), png.subarray(HEADER_END));
}

/** Type and data of each chunk. Throws Refused where the lengths do not fit the file. */
function* chunks(png) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  let place = SIGNATURE.length;
  for (let count = 0; count < MOST_CHUNKS && place + FRAME <= png.length; count += 1) {
    const length = view.getUint32(place);
    const end = place + FRAME + length;
    if (end > png.length) throw new Refused("files.damaged");
    const type = String.fromCharCode(...png.subarray(place + 4, place + 8));
    if (type === "IEND") return;
    yield { type, data: png.subarray(place + 8, end - 4) };
    place = end;
  }
}

/** What stands behind the keyword: a flag, the method, two empty names, and the text. */
async function textOf(rest) {
  const [packed, method] = rest;
  const language = rest.indexOf(0, 2);
  const start = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (start < 0 || method !== 0 || packed > 1) throw new Refused("files.damaged");
  const data = rest.subarray(start + 1);
  if (data.length > MOST_JSON) throw new Refused("files.too_large");
  try {
    const bytes = packed ? await through(data, new DecompressionStream("deflate"), MOST_JSON) : data;
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Refused(error instanceof TooLarge ? "files.too_large" : "files.damaged");
  }
}

/** The text of ours in a PNG, or null. Throws Refused. */
export async function textIn(png) {
  const start = ascii(`${KEYWORD}\0`);
  for (const { type, data } of chunks(png)) {
    if (type === "iTXt" && start.every((byte, place) => data[place] === byte)) return textOf(data.subarray(start.length));
  }
  return null;
}
