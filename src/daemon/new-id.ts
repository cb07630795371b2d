import { Buffer } from "node:buffer";

const characters = "0123456789abcdefghijkmnpqrstuvwx";
const length = 24;
const idsAtOnce = 128;

/** Random letters and digits for many ids. 32 characters divide the 256 values of a byte evenly. */
function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length * idsAtOnce));
  return Buffer.from(bytes.map((byte) => characters.charCodeAt(byte % 32))).toString("latin1");
}

/**
 * Creates the maker of ids: 24 random letters and digits after a prefix, in the alphabet that Anthropic allows for
 * tool ids. The randomness is fetched for many at once: the system call costs more than the rest of an id.
 */
export function createNewId(): (prefix: string) => string {
  let text = "";
  let used = 0;
  return (prefix) => {
    if (used === text.length) {
      text = randomText();
      used = 0;
    }
    used += length;
    return prefix + text.slice(used - length, used);
  };
}
