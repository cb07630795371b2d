import type { Ended } from "../chain/chain.ts";
import { classifyStreamFailure } from "../chain/classify.ts";
import { UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { StreamFailure } from "../protocols/protocol.ts";
import type { AnswerStream, Chunk } from "./answer.ts";
import type { OpenedUpstream } from "./attempt.ts";

/*
 * Nothing reaches the client before the upstream has said something that means an answer: until then every failure
 * leads to the next target unseen. Afterwards a failure is one error event, then the end; never a fake ending.
 */

/** One step of reading an upstream's stream. */
export interface StreamStep {
  /** What the client gets of it, in its own format. */
  readonly out: Chunk | undefined;
  /** Whether the answer has begun. */
  readonly committed: boolean;
  /** Whether it has begun with thinking alone, after which another target may still take over. */
  readonly thinks?: boolean;
  /** Whether the answer is whole. */
  readonly done: boolean;
  readonly failure?: StreamFailure;
}

/** Reads an upstream's stream. @throws UpstreamError when the connection fails or a limit of time is over. */
export interface StreamReader {
  step(): Promise<StreamStep>;
}

function size(chunk: Chunk): number {
  return chunk.length;
}

function join(chunks: readonly Chunk[]): Chunk | undefined {
  const present = chunks.filter((chunk) => size(chunk) > 0);
  if (present.length <= 1) return present[0];
  if (present.every((chunk) => typeof chunk === "string")) return present.join("");
  return Buffer.concat(present.map((chunk) => Buffer.from(chunk)));
}

/** How a reader's answer goes to the client after its commit. */
export interface CommittedStream extends AnswerStream {
  failure(): UpstreamFailure | undefined;
}

/**
 * Reads until the answer has begun (`hold: "event"`) or is whole (`hold: "message"`), then gives the stream that goes
 * to the client. @throws UpstreamError for every failure before that.
 */
export async function commitStream(options: {
  readonly reader: StreamReader;
  readonly hold: "event" | "message";
  readonly upstream: Pick<OpenedUpstream, "committed" | "pause" | "resume" | "release" | "close">;
  /** Hands thinking to the client before the commit; absent when nothing may be said so early. */
  readonly say?: ((text: string) => Promise<void>) | undefined;
  /** The response's headers: resets are stated there. */
  readonly headers: Headers;
  readonly now: () => number;
  /** Takes the credential that was sent out of a failure's words: all that is told of it goes through here. */
  readonly hide: (failure: UpstreamFailure) => UpstreamFailure;
  /** Told once, when the answer is over after its commit. */
  readonly ended: Ended;
  /** The error event in the client's format. */
  readonly fail: (failure: UpstreamFailure) => string;
}): Promise<CommittedStream> {
  const { reader, hold, upstream, say, headers, now } = options;
  const held: Chunk[] = [];
  let whole = false;
  let ended = false;
  let failure: UpstreamFailure | undefined;

  const end = (whole: boolean): void => {
    ended = true;
    if (whole) upstream.release();
    else upstream.close();
    options.ended(failure);
  };

  async function sayHeld(say: (text: string) => Promise<void>): Promise<void> {
    const text = join(held.splice(0));
    if (typeof text !== "string") return;
    upstream.pause();
    await say(text);
    upstream.resume();
  }

  try {
    for (;;) {
      const step = await reader.step();
      if (step.failure) throw classifyStreamFailure(step.failure, headers, now());
      if (step.out !== undefined) held.push(step.out);
      whole = step.done;
      if (whole) break;
      if (step.committed && hold === "event") break;
      if (step.thinks && say) await sayHeld(say);
    }
  } catch (error) {
    upstream.close();
    throw error;
  }
  upstream.committed();
  if (whole) end(true);
  else upstream.pause();

  async function advance(): Promise<Chunk | undefined> {
    while (!ended) {
      const step = await reader.step();
      if (step.failure) {
        failure = options.hide(classifyStreamFailure(step.failure, headers, now()).failure);
        end(false);
        // The upstream's own error event, when it is relayed, already tells the client.
        return step.out ?? options.fail(failure);
      }
      if (step.done) end(true);
      if (step.out !== undefined && size(step.out) > 0) return step.out;
    }
    return undefined;
  }

  return {
    async next() {
      if (held.length > 0) {
        const first = join(held.splice(0));
        if (first !== undefined) return first;
      }
      if (ended) return undefined;
      upstream.resume();
      try {
        return await advance();
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        failure = options.hide(error.failure);
        end(false);
        return options.fail(failure);
      } finally {
        if (!ended) upstream.pause();
      }
    },
    failure: () => failure,
  };
}
