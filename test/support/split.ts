/*
 * Cuts bytes as a network might: a stream must mean the same wherever it is cut.
 */

/** Pieces of `size` bytes, the last one shorter. */
export function splitEvery(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

/** Pieces between the given offsets, which need not be sorted. */
export function splitAt(bytes: Uint8Array, offsets: readonly number[]): readonly Uint8Array[] {
  const inside = offsets.filter((offset) => offset > 0 && offset < bytes.length);
  const ends = [...new Set(inside)].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, n) => bytes.subarray(ends[n - 1] ?? 0, end));
}

/** Where a cut hurts most: inside a UTF-8 character, between CR and LF, between the two LF that end an event. */
export function awkwardOffsets(bytes: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  for (let at = 1; at < bytes.length; at++) {
    const here = bytes[at] ?? 0;
    const continuesCharacter = (here & 0xc0) === 0x80;
    const lineFeed = here === 0x0a && (bytes[at - 1] === 0x0d || bytes[at - 1] === 0x0a);
    if (continuesCharacter || lineFeed) offsets.push(at);
  }
  return offsets;
}
