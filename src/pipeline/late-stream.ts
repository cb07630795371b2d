import { type Answer, type AnswerStream, isStream } from "./answer.ts";
import type { Preface } from "./preface.ts";

/**
 * The stream of an answer that began before its target was found: what targets think aloud meanwhile, then the answer
 * that the chain finds, or its failure as the client's error event.
 */
export function openLateStream(options: {
  readonly answer: Promise<Answer>;
  readonly preface: Preface;
  /** The client's error event for what the chain failed by. */
  readonly fail: (error: unknown) => string;
}): AnswerStream {
  const { answer, preface } = options;
  let stream: AnswerStream | undefined;
  let over = false;
  const settled = answer.then(
    () => undefined,
    () => undefined,
  );

  async function found(): Promise<string | Uint8Array | undefined> {
    try {
      const { body } = await answer;
      if (isStream(body)) {
        stream = body;
        return await body.next();
      }
      over = true;
      return body;
    } catch (error) {
      over = true;
      return options.fail(error);
    }
  }

  return {
    async next() {
      if (over) return undefined;
      if (stream) return stream.next();
      const said = preface.take();
      if (said !== undefined) return said;
      await Promise.race([settled, preface.said()]);
      // The chain may settle in the same turn: what was said before comes first.
      return preface.take() ?? found();
    },
  };
}
