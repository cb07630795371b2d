import { Buffer } from "node:buffer";

/*
 * Relayed streams are cut only between events: when the upstream breaks off in the middle of one, the client has seen
 * whole events and can read the error event that follows.
 */

/** What ends an event: an empty line. LF-CR-LF is the end of a CRLF pair too. */
const marks = ["\n\n", "\n\r\n", "\r\r"] as const;

/** A mark may begin this many bytes before a chunk. */
const longestBeginning = 2;

/** Where the last event in these bytes ends; 0 if none does. */
function endOfLast(bytes: Buffer): number {
  return Math.max(
    ...marks.map((mark) => {
      const at = bytes.lastIndexOf(mark);
      return at < 0 ? 0 : at + mark.length;
    }),
  );
}

/** Holds back the beginning of an event until its end is there. */
export interface EventBoundary {
  /** The bytes up to the last whole event, or none. */
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back: the last event of a stream without a final blank line. */
  rest(): Uint8Array;
}

export function createEventBoundary(): EventBoundary {
  // Pieces, not one buffer: an event of megabytes in small chunks must not be copied and searched anew with each.
  let pending: Buffer[] = [];
  let beginning: Buffer = Buffer.alloc(0);

  function endIn(fresh: Buffer): number {
    const end = endOfLast(fresh);
    if (end > 0 || beginning.length === 0) return end;
    const seam = Buffer.concat([beginning, fresh.subarray(0, longestBeginning)]);
    return Math.max(0, endOfLast(seam) - beginning.length);
  }

  function hold(bytes: Buffer): void {
    pending.push(bytes);
    beginning = Buffer.concat([beginning, bytes.subarray(-longestBeginning)]).subarray(-longestBeginning);
  }

  function take(): Buffer[] {
    const taken = pending;
    pending = [];
    beginning = Buffer.alloc(0);
    return taken;
  }

  return {
    push(chunk) {
      const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const end = endIn(fresh);
      if (end === 0) {
        hold(fresh);
        return Buffer.alloc(0);
      }
      const held = take();
      const whole = fresh.subarray(0, end);
      if (end < fresh.length) hold(fresh.subarray(end));
      return held.length === 0 ? whole : Buffer.concat([...held, whole]);
    },
    rest: () => Buffer.concat(take()),
  };
}
