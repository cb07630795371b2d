import { classifyStreamFailure } from "../chain/classify.ts";
import { UpstreamError, type UpstreamFailure } from "../errors.ts";
import type { StreamFailure } from "../protocols/protocol.ts";
import type { AnswerStream, Chunk } from "./answer.ts";

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
  /** The response's headers: resets are stated there. */
  readonly headers: Headers;
  readonly now: () => number;
  /** Called once, when the answer has begun. */
  readonly onCommit: () => void;
  /** Called once, when nothing more is read; `whole`: the answer came to its end. */
  readonly onEnd: (whole: boolean) => void;
  /** The error event in the client's format. */
  readonly fail: (failure: UpstreamFailure) => string;
}): Promise<CommittedStream> {
  const { reader, hold, headers, now, onCommit, onEnd } = options;
  const held: Chunk[] = [];
  let whole = false;
  let ended = false;
  let failure: UpstreamFailure | undefined;

  const end = (whole: boolean): void => {
    ended = true;
    onEnd(whole);
  };

  try {
    for (;;) {
      const step = await reader.step();
      if (step.failure) throw classifyStreamFailure(step.failure, headers, now());
      if (step.out !== undefined) held.push(step.out);
      whole = step.done;
      if (whole) break;
      if (step.committed && hold === "event") break;
    }
  } catch (error) {
    onEnd(false);
    throw error;
  }
  onCommit();
  if (whole) end(true);

  async function advance(): Promise<Chunk | undefined> {
    while (!ended) {
      const step = await reader.step();
      if (step.failure) {
        failure = classifyStreamFailure(step.failure, headers, now()).failure;
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
      try {
        return await advance();
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        failure = error.failure;
        end(false);
        return options.fail(failure);
      }
    },
    failure: () => failure,
  };
}
