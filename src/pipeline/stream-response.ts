import type { AnswerStream, Chunk } from "./answer.ts";

/** How often a quiet stream says that it lives. Claude Code gives up after 300 s of silence, Codex counts only data. */
const quietMs = 10_000;

/**
 * A pull stream of the client's answer: upstream is read only as fast as the client reads, so a client that stalls
 * costs no memory. `onEnd` is called once, with whether the client left before the end.
 */
export function streamBody(
  stream: AnswerStream,
  keepAlive: string,
  onEnd: (clientLeft: boolean) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const bytes = (chunk: Chunk): Uint8Array => (typeof chunk === "string" ? encoder.encode(chunk) : chunk);
  let pending: Promise<Chunk | undefined> | undefined;
  let over = false;
  const finish = (clientLeft: boolean): void => {
    if (over) return;
    over = true;
    onEnd(clientLeft);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pending ??= stream.next();
        let timer: ReturnType<typeof setTimeout> | undefined;
        const quiet = new Promise<"quiet">((resolve) => {
          timer = setTimeout(resolve, quietMs, "quiet");
        });
        const next = await Promise.race([pending, quiet]);
        clearTimeout(timer);
        if (over) return;
        if (next === "quiet") {
          controller.enqueue(bytes(keepAlive));
          return;
        }
        pending = undefined;
        if (next !== undefined) {
          controller.enqueue(bytes(next));
          return;
        }
        controller.close();
        finish(false);
      },
      cancel() {
        finish(true);
      },
    },
    { highWaterMark: 0 },
  );
}
