import { createSseDecoder } from "../../http/sse.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import type { RequestBodies } from "../../usage/record.ts";
import type { AnswerStream } from "../answer.ts";
import { type BothEnds, openBothEnds } from "./both-ends.ts";
import { joinEvents } from "./join-events.ts";

/** The bodies of one request, kept because `server.log_bodies` asks for it. */
export interface BodyKeeper {
  /** A whole answer. */
  note(answer: string): void;
  /** The same stream, with what passes kept on the side. */
  follow(stream: AnswerStream): AnswerStream;
  /** What was kept, redacted. Call it at the end. */
  bodies(): RequestBodies;
}

/** Characters of an event that is still growing; more than any model says in one go. */
const longestEvent = 1024 * 1024;

/** Writes a stream's events into `kept`, a line each, those that continue each other as one. */
function keepEvents(kept: BothEnds): { push(bytes: Uint8Array): void; end(): void } {
  const decoder = createSseDecoder();
  let growing: JsonValue | undefined;
  let size = 0;

  const flush = (): void => {
    if (growing !== undefined) kept.add(`${JSON.stringify(growing)}\n`);
    growing = undefined;
  };
  const take = (data: string): void => {
    const event = parseJson(data) ?? data;
    const joined = joinEvents(growing, event);
    if (joined === undefined) {
      flush();
      growing = event;
      size = data.length;
      return;
    }
    size += data.length;
    if (size > longestEvent) kept.skip(data.length);
    else growing = joined;
  };
  return {
    push: (bytes) => {
      for (const { data } of decoder.push(bytes)) take(data);
    },
    end() {
      for (const { data } of decoder.end()) take(data);
      flush();
    },
  };
}

/** Begins to keep the bodies of a request; `redact` takes credentials out of a text. */
export function keepBodies(request: Uint8Array, redact: (text: string) => string): BodyKeeper {
  const answer = openBothEnds();
  const events = keepEvents(answer);
  const encoder = new TextEncoder();
  return {
    note: answer.add,
    follow: (stream) => ({
      async next() {
        const chunk = await stream.next();
        if (chunk !== undefined) events.push(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
        return chunk;
      },
    }),
    bodies() {
      events.end();
      const asked = openBothEnds();
      asked.add(new TextDecoder().decode(request));
      return { request: asked.render(redact), answer: answer.render(redact) };
    },
  };
}
