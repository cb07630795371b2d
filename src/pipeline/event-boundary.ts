import { Buffer } from "node:buffer";

/*
 * Relayed streams are cut only between events: when the upstream breaks off in the middle of one, the client has seen
 * whole events and can read the error event that follows.
 */

function afterLast(bytes: Buffer, mark: string): number {
  const at = bytes.lastIndexOf(mark);
  return at < 0 ? 0 : at + mark.length;
}

/** Holds back the beginning of an event until its end is there. */
export interface EventBoundary {
  /** The bytes up to the last whole event, or none. */
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back: the last event of a stream without a final blank line. */
  rest(): Uint8Array;
}

export function createEventBoundary(): EventBoundary {
  let pending: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const bytes = pending.length === 0 ? fresh : Buffer.concat([pending, fresh]);
      const end = Math.max(afterLast(bytes, "\n\n"), afterLast(bytes, "\r\n\r\n"), afterLast(bytes, "\r\r"));
      pending = bytes.subarray(end);
      return bytes.subarray(0, end);
    },
    rest() {
      const rest = pending;
      pending = Buffer.alloc(0);
      return rest;
    },
  };
}
