import type { AnswerStream, Chunk } from "./answer.ts";

/** How often a quiet stream says that it lives. Claude Code gives up after 300 s of silence, Codex counts only data. */
const quietMs = 10_000;

/** Watches over a client that is handed pieces: whether it takes each within the limit. One timer, re-armed lazily. */
function watchReader(limitMs: number, onStuck: () => void) {
  let handedAt: number | undefined;
  let timer: ReturnType<typeof setTimeout>;
  const check = (): void => {
    const left = handedAt === undefined ? limitMs : handedAt + limitMs - performance.now();
    if (left <= 0) onStuck();
    else timer = setTimeout(check, left);
  };
  timer = setTimeout(check, limitMs);
  return {
    handed() {
      handedAt = performance.now();
    },
    took() {
      handedAt = undefined;
    },
    stop: () => clearTimeout(timer),
  };
}

/** How a body ended: all was said, the client left before, or an error came that no answer should give. */
export type BodyEnd = "whole" | "left" | { readonly bug: unknown };

/**
 * A pull stream of the client's answer: upstream is read only as fast as the client reads, so a client that stalls
 * costs no memory; one that stalls for longer than `sendMs` is given up. `onEnd` is called once.
 */
export function streamBody(
  stream: AnswerStream,
  options: {
    readonly keepAlive: string;
    readonly sendMs: number;
    readonly onEnd: (end: BodyEnd) => void;
  },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const bytes = (chunk: Chunk): Uint8Array => (typeof chunk === "string" ? encoder.encode(chunk) : chunk);
  let pending: Promise<Chunk | undefined> | undefined;
  let over = false;
  let giveUp = (): void => {};
  const reader = watchReader(options.sendMs, () => giveUp());
  const finish = (end: BodyEnd): void => {
    if (over) return;
    over = true;
    reader.stop();
    options.onEnd(end);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        giveUp = () => {
          finish("left");
          controller.error(new Error("the client does not read"));
        };
      },
      async pull(controller) {
        reader.took();
        pending ??= stream.next();
        let timer: ReturnType<typeof setTimeout> | undefined;
        const quiet = new Promise<"quiet">((resolve) => {
          timer = setTimeout(resolve, quietMs, "quiet");
        });
        let next: Chunk | "quiet" | undefined;
        try {
          next = await Promise.race([pending, quiet]);
        } catch (error) {
          finish({ bug: error });
          throw error;
        } finally {
          clearTimeout(timer);
        }
        if (over) return;
        if (next === "quiet") {
          controller.enqueue(bytes(options.keepAlive));
          reader.handed();
          return;
        }
        pending = undefined;
        if (next !== undefined) {
          controller.enqueue(bytes(next));
          reader.handed();
          return;
        }
        controller.close();
        finish("whole");
      },
      cancel() {
        finish("left");
      },
    },
    { highWaterMark: 0 },
  );
}
