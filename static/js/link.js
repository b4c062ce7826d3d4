/**
 * A draft as a URL fragment: "#s=1." and base64url of deflated JSON, or "#s=0." where there is no
 * time to deflate it; several drafts are joined by "&". The fragment never leaves the browser, so
 * such a link is private and needs no server row.
 */

const PLAIN = "s=0.";
const PREFIX = "s=1.";
/** What the server takes in a body: every draft that it answers fits into a link. */
const LIMIT = 256 * 1024;

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
      throw new TooLarge("the link holds more than 256 KiB");
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const bytesOf = (draft) => new TextEncoder().encode(JSON.stringify(draft));

function written(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function packed(draft) {
  return PREFIX + written(await through(bytesOf(draft), new CompressionStream("deflate-raw")));
}

async function unpacked(part) {
  const text = atob(part.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
  let bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  if (part.startsWith(PREFIX)) bytes = await through(bytes, new DecompressionStream("deflate-raw"), LIMIT);
  else if (bytes.length > LIMIT) throw new TooLarge();
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The fragment of one document or of several. */
export async function toFragment(...documents) {
  return `#${(await Promise.all(documents.map(packed))).join("&")}`;
}

/** The same at once, and longer. */
export const plainFragment = (...documents) => `#${documents.map((draft) => PLAIN + written(bytesOf(draft))).join("&")}`;

/** A fragment as it was before a letter or a sentence was put around it. */
const cleaned = (fragment) => fragment.replace(/^#/, "").replaceAll(/%3d/gi, "=").replaceAll("%26", "&").replace(/(%[\da-f]{2}|[^\w-])+$/i, "").split("&");

/**
 * All documents in a fragment. Throws TooLarge, or something else when it is damaged: whatever
 * begins like a document has to be one.
 */
export async function allFromFragment(fragment) {
  const parts = cleaned(fragment).filter((part) => /^s(=|$)/i.test(part));
  if (parts.some((part) => !part.startsWith(PLAIN) && !part.startsWith(PREFIX))) throw new Error("no document begins so");
  return Promise.all(parts.map(unpacked));
}

/** The first document in a fragment, or null when it holds none. Throws as above. */
export async function fromFragment(fragment) {
  return (await allFromFragment(fragment))[0] ?? null;
}
