/**
 * A draft as a URL fragment: "#s=1." and base64url of deflated JSON; several drafts are joined by
 * "&". The fragment never leaves the browser, so such a link is private and needs no server row.
 */

const PREFIX = "s=1.";
const LIMIT = 64 * 1024;

/** Longer addresses are cut by some programs that pass them on. */
export const LONG = 2000;

/** A fragment that holds more than a link may carry. */
export class TooLarge extends Error {}

/** The bytes that come out of a transforming stream. Throws TooLarge beyond `limit`. */
export async function through(bytes, stream, limit = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new TooLarge("the link holds more than 64 KiB");
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

async function packed(draft) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(draft)), new CompressionStream("deflate-raw"));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpacked(part) {
  const text = atob(part.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw"), LIMIT)));
}

/** The fragment of one document or of several. */
export async function toFragment(...documents) {
  return `#${(await Promise.all(documents.map(packed))).join("&")}`;
}

/** All documents in a fragment. Throws TooLarge, or something else when it is damaged. */
export async function allFromFragment(fragment) {
  return Promise.all(fragment.replace(/^#/, "").split("&").filter((part) => part.startsWith(PREFIX)).map(unpacked));
}

/** The first document in a fragment, or null when it holds none. Throws as above. */
export async function fromFragment(fragment) {
  return (await allFromFragment(fragment))[0] ?? null;
}
