/**
 * A draft as a URL fragment: "#s=1." and base64url of deflated JSON. The fragment never leaves
 * the browser, so such a link is private and needs no server row.
 */

const PREFIX = "#s=1.";
const LIMIT = 64 * 1024;

async function through(bytes, stream, limit = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new Error("the link holds more than 64 KiB");
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The fragment of a draft. */
export async function toFragment(draft) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(draft)), new CompressionStream("deflate-raw"));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The draft in a fragment, or null when it holds none. Throws when it is damaged. */
export async function fromFragment(fragment) {
  if (!fragment.startsWith(PREFIX)) return null;
  const text = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw"), LIMIT)));
}
