import { Buffer } from "node:buffer";

/** Joins pieces of a body; what it gives holds until it is asked again. */
export type JoinPieces = (pieces: readonly Uint8Array[]) => Uint8Array<ArrayBuffer>;

/** Memory that is kept for the next body, at most. */
const mostKept = 4 * 1024 * 1024;

/**
 * Creates a joiner that uses the same memory again and again: fresh memory costs several times as much as the copying.
 * For receivers that take a copy at once, as `fetch` does.
 */
export function createJoinPieces(): JoinPieces {
  let kept = new Uint8Array(0);
  return (pieces) => {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (size > mostKept) return Buffer.concat(pieces);
    if (size > kept.length) kept = new Uint8Array(Math.min(mostKept, size * 2));
    let at = 0;
    for (const piece of pieces) {
      kept.set(piece, at);
      at += piece.length;
    }
    return kept.subarray(0, size);
  };
}
