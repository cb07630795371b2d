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

/** A body of a stated length up to this many bytes is read in one piece, without a stream around it. */
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

function tooLong(limit: number): UpstreamError {
  return new UpstreamError({ kind: "bad_response", message: `the answer is longer than ${limit} bytes` });
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A body that came in one piece. */
function pieceBody(piece: Uint8Array): UpstreamBody {
  let rest = piece.length > 0 ? piece : undefined;
  return {
    form: formOf(rest),
    next() {
      const chunk = rest;
      rest = undefined;
      return Promise.resolve(chunk);
    },
    isOver: () => true,
    readAll: (limit) =>
      piece.length > limit
        ? Promise.reject(tooLong(limit))
        : Promise.resolve(bufferOf(piece).toString("utf8")),
  };
}

async function streamedBody(response: Response, signal: AbortSignal): Promise<UpstreamBody> {
  const reader = response.body?.getReader();
  let over = reader === undefined;

  async function read(): Promise<Uint8Array | undefined> {
    if (!reader) return undefined;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          over = true;
          return undefined;
        }
        if (value.length > 0) return value;
      }
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
          await reader?.cancel();
          throw tooLong(limit);
        }
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString("utf8");
    },
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
  if (expected === "stream" || !isOnePiece(response)) return streamedBody(response, signal);
  try {
    return pieceBody(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    throw brokenOff(error, signal);
  }
}
