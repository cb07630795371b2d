import { afterAll, describe, expect, test } from "bun:test";
import { type ClientApiId, clientApis } from "./client/client-api.ts";
import { sendRequest } from "./client/send-request.ts";
import { type Framing, respond } from "./stand-in/frame-response.ts";
import { startStandIn } from "./stand-in/start-stand-in.ts";
import { fin, halfClose, reset, send, stall } from "./stand-in/step.ts";
import { textAnswer, thinkingAnswer, toolAnswer } from "./wire/answer.ts";
import { encodeSse, type SseStyle } from "./wire/encode-sse.ts";
import type { WireId } from "./wire/wire.ts";
import { wires } from "./wire/wires.ts";

/*
 * The tools of the fault suite, held against each other: what a wire says must satisfy the judge of the same format,
 * and what is cut must not.
 */

const judgeOf: Readonly<Partial<Record<WireId, ClientApiId>>> = {
  anthropic: "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};
const styles: Readonly<Record<string, SseStyle>> = {
  plain: {},
  crlf: { lineEnd: "\r\n" },
  cr: { lineEnd: "\r" },
  tight: { tight: true, comments: true, multiLine: true },
  "with a byte order mark and an open end": { byteOrderMark: true, openEnd: true },
};

function judged(api: ClientApiId, contentType: string, text: string) {
  const headers = { "content-type": contentType };
  return clientApis[api].judge({ status: 200, headers, text, ended: "whole", firstByteMs: 0, durationMs: 0 });
}

describe("a judge", () => {
  for (const [wireId, api] of Object.entries(judgeOf) as [WireId, ClientApiId][]) {
    const wire = wires[wireId];
    for (const [name, style] of Object.entries(styles)) {
      test(`accepts a ${wireId} stream written ${name}`, () => {
        const verdict = judged(
          api,
          "text/event-stream",
          encodeSse(wire.frames(textAnswer, "m"), style).join(""),
        );
        expect(verdict).toMatchObject({ outcome: "complete", problems: [], text: textAnswer.text?.join("") });
        expect(verdict.usage).toEqual({ input: 1200, output: 42 });
      });
    }

    test(`reads tools and thinking of ${wireId}, streamed and whole, alike`, () => {
      for (const answer of [toolAnswer, thinkingAnswer]) {
        const streamed = judged(api, "text/event-stream", encodeSse(wire.frames(answer, "m")).join(""));
        const whole = judged(api, "application/json", JSON.stringify(wire.json(answer, "m")));
        expect(streamed).toEqual(whole);
        expect(streamed.outcome).toBe("complete");
        expect(streamed.thinking).toBe(answer.thinking?.join("") ?? "");
        expect(streamed.tools).toHaveLength(answer.toolCalls?.length ?? 0);
      }
    });

    test(`calls every cut ${wireId} stream broken`, () => {
      const frames = wire.frames(toolAnswer, "m");
      for (let count = 0; count < frames.length; count++) {
        const text = encodeSse(frames.slice(0, count)).join("");
        expect(judged(api, "text/event-stream", text).outcome).toBe("broken");
      }
    });

    test(`knows a ${wireId} error in a stream and in a body`, () => {
      const said = { type: expect.any(String), message: "tide is out" };
      const streamed = encodeSse([
        ...wire.frames(textAnswer, "m").slice(0, 3),
        wire.errorFrame("overloaded", "tide is out"),
      ]);
      expect(judged(api, "text/event-stream", streamed.join(""))).toMatchObject({
        outcome: "error",
        error: said,
      });
      const body = JSON.stringify(wire.error("rate", "tide is out"));
      expect(judged(api, "application/json", body)).toMatchObject({ outcome: "error", error: said });
    });
  }
});

describe("a stand-in", async () => {
  const script: Record<string, ReturnType<typeof respond>> = {
    reset: [reset],
    fin: [fin],
    "cut-head": [send("HTTP/1.1 200 OK\r\ncontent-"), fin],
    "half-close": [send("HTTP/1.1 200 OK\r\n\r\nhalf"), halfClose],
    stall: [send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nsome"), stall],
  };
  for (const framing of ["chunked", "length", "close"] satisfies Framing[]) {
    script[framing] = respond({ body: ["one ", "two"], framing });
  }
  const standIn = await startStandIn({ script: ({ target }) => script[target.slice(1)] ?? [] });
  afterAll(() => standIn.close());
  const ask = (path: string, timeoutMs?: number) =>
    sendRequest({ url: `${standIn.url}/${path}`, body: "hello", ...(timeoutMs ? { timeoutMs } : {}) });

  test("frames a body in three ways that a client undoes", async () => {
    for (const framing of ["chunked", "length", "close"]) {
      expect(await ask(framing).response).toMatchObject({ status: 200, text: "one two", ended: "whole" });
    }
  });

  test("cuts a connection so that the client sees a cut", async () => {
    for (const way of ["reset", "fin", "cut-head"]) {
      expect(await ask(way).response).toMatchObject({ status: 0, ended: "cut" });
    }
    expect(await ask("half-close").response).toMatchObject({ text: "half", ended: "whole" });
  });

  test("sees a client that leaves", async () => {
    for (const how of ["fin", "reset"] as const) {
      const request = ask("stall");
      await request.sees("some");
      request.abort(how);
      await request.response;
      while (standIn.exchanges.at(-1)?.open) await Bun.sleep(1);
      expect(standIn.exchanges.at(-1)).toMatchObject({ state: "left", open: false });
    }
  });
});
