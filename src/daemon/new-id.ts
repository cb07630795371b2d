const characters = "0123456789abcdefghijkmnpqrstuvwxyz".slice(0, 32);
const length = 24;
const idsAtOnce = 128;

/**
 * Creates the maker of ids: 24 random letters and digits after a prefix, in the alphabet that Anthropic allows for
 * tool ids. Randomness is fetched for many at once: the system call costs more than the rest of an id.
 */
export function createNewId(): (prefix: string) => string {
  const random = new Uint8Array(length * idsAtOnce);
  let used = random.length;
  return (prefix) => {
    if (used === random.length) {
      crypto.getRandomValues(random);
      used = 0;
    }
    let id = prefix;
    // 32 characters divide the 256 values of a byte evenly.
    for (const end = used + length; used < end; used++) id += characters[(random[used] ?? 0) % 32];
    return id;
  };
}
