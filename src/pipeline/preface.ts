import type { Target } from "../chain/target.ts";
import type { ClientFailure, StreamEncoder } from "../protocols/protocol.ts";
import { type AnswerJoin, joinAnswers } from "../protocols/shared/join-answers.ts";

/*
 * Thinking of a translated target goes to the client at once, but commits to nothing: if the target fails before its
 * first word or call, the next one goes on in the same answer, after that thinking. So once something was said, one
 * encoder writes the whole answer, whoever serves it.
 */

/** Who thinks first, for the headers that go out before the answer is certain. */
export interface PrefaceOpening {
  readonly target: Target;
  /** What translation dropped, by name. */
  readonly dropped: readonly string[];
}

/** What of a request's answer reaches the client before its commit. */
export interface Preface {
  /** Resolves when the first of it is said. */
  readonly begun: Promise<PrefaceOpening>;
  hasBegun(): boolean;
  /** The writer of one target's answer: a new one, or the one in which an earlier target has thought aloud. */
  openWriter(opening: PrefaceOpening, openEncoder: () => StreamEncoder): StreamEncoder;
  /** Hands thinking over; resolves when the client has taken it, or when the request is broken off. */
  say(text: string): Promise<void>;
  /** Takes what was said, if there is anything. */
  take(): string | undefined;
  /** Resolves when there is something to take. */
  said(): Promise<void>;
  /** The end of an answer that nobody could finish; `undefined` when nothing was said yet. */
  fail(failure: ClientFailure): string | undefined;
}

export function createPreface(signal: AbortSignal): Preface {
  const begun = Promise.withResolvers<PrefaceOpening>();
  let hasBegun = false;
  let opening: PrefaceOpening | undefined;
  let answer: { readonly encoder: StreamEncoder; readonly join: AnswerJoin } | undefined;
  let waiting: { readonly text: string; readonly taken: () => void } | undefined;
  let arrival = Promise.withResolvers<void>();

  function begin(): void {
    if (hasBegun) return;
    hasBegun = true;
    if (opening) begun.resolve(opening);
    signal.addEventListener("abort", () => waiting?.taken(), { once: true });
  }

  return {
    begun: begun.promise,
    hasBegun: () => hasBegun,
    openWriter(next, openEncoder) {
      opening = next;
      if (!hasBegun || !answer) answer = { encoder: openEncoder(), join: joinAnswers() };
      const { encoder, join } = answer;
      let isNew = true;
      return {
        push(event) {
          // Only who has something to say takes over: of a target that fails before, the next one must not know.
          const closing = isNew ? join.takeOver() : undefined;
          isNew = false;
          const joined = join.push(event);
          return (closing ? encoder.push(closing) : "") + (joined ? encoder.push(joined) : "");
        },
        end: () => encoder.end(),
        fail: (failure) => encoder.fail(failure),
      };
    },
    say(text) {
      begin();
      if (signal.aborted) return Promise.resolve();
      return new Promise((taken) => {
        waiting = { text, taken };
        arrival.resolve();
      });
    },
    take() {
      if (!waiting) return undefined;
      const { text, taken } = waiting;
      waiting = undefined;
      arrival = Promise.withResolvers();
      taken();
      return text;
    },
    said: () => arrival.promise,
    fail: (failure) => (hasBegun ? answer?.encoder.fail(failure) : undefined),
  };
}
