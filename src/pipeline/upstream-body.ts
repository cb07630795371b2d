import { Buffer } from "node:buffer";
import { UpstreamError } from "../errors.ts";
import { transportFailure } from "../http/upstream-fetch.ts";

/** What the first byte of a body says it is. Hosts label streams as JSON and pages as streams, so the label is not asked. */
export type BodyForm = "json" | "events" | "page" | "empty";

/** The body of an answer, a chunk at a time. */
export interface UpstreamBody {
  readonly form: BodyForm;
  /** The next bytes; `undefined` at the end. @throws UpstreamError when the connection breaks or the wait is cut. */
  next(): Promise<Uint8Array | undefined>;
  /** Whether its end was read, so that its connection is free again. */
  isOver(): boolean;
  /** The whole body as text. @throws UpstreamError when it is longer than the limit (bytes) or breaks off. */
  readAll(limit: number): Promise<string>;
}

/** A body of a stated length up to this many bytes is read in one piece, which costs a third of a stream. */
const largestPiece = 1024 * 1024;

/** White space of JSON, and the bytes of a byte order mark. */
const meaningless: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

function formOf(chunk: Uint8Array | undefined): BodyForm {
  if (!chunk) return "empty";
  switch (chunk.subarray(0, 64).find((byte) => !meaningless.has(byte))) {
    case 0x7b:
    case 0x5b:
      return "json";
    case 0x3c:
      return "page";
    default:
      return "events";
  }
}

function isOnePiece({ headers }: Response): boolean {
  const length = headers.get("content-length");
  return length !== null && Number(length) <= largestPiece && headers.get("content-encoding") === null;
}

/** What a failed reading means; `signal` tells whether the caller cut it. */
function brokenOff(error: unknown, signal: AbortSignal): UpstreamError {
  if (signal.aborted && signal.reason instanceof UpstreamError) return signal.reason;
  const { failure } = transportFailure(error);
  return new UpstreamError({
    ...failure,
    kind: "incomplete_stream",
    message: `${failure.message} in the middle of the answer`,
  });
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

interface ChunkReader {
  /** The next bytes that are any; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  cancel(): Promise<void>;
}

function readPiece(response: Response): ChunkReader {
  let read = false;
  return {
    async read() {
      if (read) return undefined;
      read = true;
      const bytes = new Uint8Array(await response.arrayBuffer());
      return bytes.length > 0 ? bytes : undefined;
    },
    cancel: async () => {},
  };
}

function readChunks(response: Response): ChunkReader {
  const reader = response.body?.getReader();
  return {
    async read() {
      for (;;) {
        const result = await reader?.read();
        if (!result || result.done) return undefined;
        if (result.value.length > 0) return result.value;
      }
    },
    cancel: async () => reader?.cancel(),
  };
}

/**
 * Opens a response's body and waits for its first bytes. `expected` is what the caller means to do with it, `signal` the
 * one the call was made with.
 */
export async function openBody(
  response: Response,
  expected: "stream" | "whole",
  signal: AbortSignal,
): Promise<UpstreamBody> {
  const reader = expected === "whole" && isOnePiece(response) ? readPiece(response) : readChunks(response);
  let over = false;

  async function read(): Promise<Uint8Array | undefined> {
    try {
      const chunk = await reader.read();
      over = chunk === undefined;
      return chunk;
    } catch (error) {
      throw brokenOff(error, signal);
    }
  }

  let first = await read();
  const next = (): Promise<Uint8Array | undefined> => {
    if (!first) return read();
    const chunk = first;
    first = undefined;
    return Promise.resolve(chunk);
  };
  return {
    form: formOf(first),
    next,
    isOver: () => over,
    async readAll(limit) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for (let chunk = await next(); chunk; chunk = await next()) {
        size += chunk.length;
        if (size > limit) {
          await reader.cancel();
          throw new UpstreamError({
            kind: "bad_response",
            message: `the answer is longer than ${limit} bytes`,
          });
        }
        chunks.push(chunk);
      }
      const [only] = chunks;
      return (only && chunks.length === 1 ? bufferOf(only) : Buffer.concat(chunks)).toString("utf8");
    },
  };
}
