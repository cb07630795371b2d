import type { UpstreamFailure } from "../errors.ts";
import type { HeaderFields } from "../http/headers.ts";
import type { StopReason, Usage } from "../protocols/anthropic/events.ts";

/** A piece of the client's answer. */
export type Chunk = Uint8Array | string;

/** The rest of an answer after its commit, a pull at a time. */
export interface AnswerStream {
  /** The next piece, or `undefined` at the end. Never rejects: a failure is told to the client in its own format. */
  next(): Promise<Chunk | undefined>;
}

/** An answer that will be given: from here on there is no other target. */
export interface Answer {
  /** Headers of the upstream that the client may see; empty for a translated answer. */
  readonly headers: HeaderFields;
  /** A whole answer is JSON text. */
  readonly body: AnswerStream | string;
  /** What was consumed, as far as it is known; complete after the end. */
  usage(): Usage | undefined;
  stopReason(): StopReason | undefined;
  /** A failure after the commit. */
  failure(): UpstreamFailure | undefined;
  /** What translation dropped, by name. */
  readonly dropped: readonly string[];
}

/** Whether an answer is sent piece by piece. */
export function isStream(body: AnswerStream | string): body is AnswerStream {
  return typeof body === "object";
}
