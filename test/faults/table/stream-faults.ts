import { gzipSync } from "node:zlib";
import { head, piece, respond } from "../../support/stand-in/frame-response.ts";
import { fin, pause, type Step, send, stall } from "../../support/stand-in/step.ts";
import { type Frame, frame, textAnswer } from "../../support/wire/answer.ts";
import type { SseStyle } from "../../support/wire/encode-sse.ts";
import type { WireId } from "../../support/wire/wire.ts";
import { wireIds, wires } from "../../support/wire/wires.ts";
import { bothModes, type Expected, type Fault, type Mode } from "../fault.ts";
import {
  asksForStream,
  hasPlace,
  type Place,
  places,
  type Scene,
  streamWith,
  unsaid,
  wholeAnswer,
  wholeJson,
  wholeStream,
} from "../scene.ts";
import { breaksOff, either, heals, passing, words } from "./expectations.ts";

const page = "<!doctype html><html><title>Just a moment</title><body>Checking your browser</body></html>";
const html = { "content-type": "text/html; charset=utf-8" };
const eventStream = { "content-type": "text/event-stream" };

/** The same wrong event at each place of a stream. */
function atEachPlace(
  name: string,
  event: (scene: Scene) => Frame,
  after: "goes-on" | "ends",
  beforeTheFirstWord: Expected,
): Fault[] {
  const followed =
    (place: Place): Fault["expected"] =>
    (_, translated) => {
      if (unsaid.has(place)) return beforeTheFirstWord;
      if (place === "thinking" && translated) return passing(200);
      return place === "finish" ? either : breaksOff;
    };
  return places.map((place) => ({
    name: `${name}-after-${place}`,
    modes: ["stream"],
    wires: wireIds.filter((id) => hasPlace(wires[id], place)),
    script: (scene) => streamWith(scene, place, event(scene), after),
    expected: followed(place),
  }));
}

const contentEvent: Readonly<Partial<Record<WireId, string>>> = {
  anthropic: "content_block_delta",
  "openai-responses": "response.output_text.delta",
};

/** An event of the ordinary kind whose JSON stops in the middle. */
function halfEvent({ wire }: Scene): Frame {
  return frame("text", '{"type":"content_block_delta","del', contentEvent[wire.id]);
}

/** Liberties in writing an event stream that no client may suffer from. */
const styles: Readonly<Record<string, SseStyle>> = {
  "crlf-lines": { lineEnd: "\r\n" },
  "cr-lines": { lineEnd: "\r" },
  "byte-order-mark": { byteOrderMark: true },
  "comments-between": { comments: true },
  "no-space-after-colon": { tight: true },
  "data-over-many-lines": { multiLine: true },
  "no-last-blank-line": { openEnd: true },
};

const styled: Fault[] = Object.entries(styles).map(([name, style]) => ({
  name,
  modes: ["stream"],
  script: (scene) => wholeStream(scene, {}, style),
  expected: heals(),
}));

/** Sends the same bytes one by one, so that every character and line end is cut somewhere. */
function byteByByte(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) =>
    step.act === "send" ? [...Buffer.from(step.bytes)].map((byte) => send(Uint8Array.of(byte))) : [step],
  );
}

const brokenText = Buffer.concat([Buffer.from("wat"), Buffer.from([0xff, 0xfe]), Buffer.from("er")]);

/** A stream with bytes in its text that are no UTF-8. */
function withBadUtf8(scene: Scene): Step[] {
  return wholeStream(scene).map((step) => {
    if (step.act !== "send") return step;
    const bytes = Buffer.from(step.bytes);
    const at = bytes.indexOf("by noon");
    if (at < 0) return step;
    // Seven bytes by seven, so that the chunk's stated size stays true.
    return send(Buffer.concat([bytes.subarray(0, at), brokenText, bytes.subarray(at + 7)]));
  });
}

function respondsWith(
  modes: readonly Mode[],
  name: string,
  body: string,
  headers: Record<string, string>,
): Fault {
  return {
    name,
    modes,
    script: () => respond({ headers, body: body === "" ? [] : [body] }),
    expected: passing(502),
  };
}

/** Answers that arrive, but are not what was asked for, or are oddly written. */
export const streamFaults: readonly Fault[] = [
  ...atEachPlace("broken-json", halfEvent, "goes-on", passing(502)),
  ...atEachPlace(
    "error-event",
    ({ wire }) => wire.errorFrame("overloaded", words),
    "ends",
    passing(529, 503),
  ),
  ...styled,
  {
    name: "bytes-one-by-one",
    modes: bothModes,
    script: (scene) => byteByByte(wholeAnswer(scene)),
    expected: heals(),
  },
  { name: "bad-utf8-in-text", modes: ["stream"], script: withBadUtf8, expected: heals() },
  {
    name: "open-after-the-end",
    modes: ["stream"],
    script: (scene) => [...wholeStream(scene).slice(0, -1), stall],
    expected: heals(),
  },
  {
    name: "slow-but-steady",
    modes: ["stream"],
    script: (scene) => wholeStream(scene).flatMap((step) => [pause(60), step]),
    expected: heals(),
  },
  { name: "json-for-a-stream", modes: ["stream"], script: (scene) => wholeJson(scene), expected: heals() },
  { name: "stream-for-json", modes: ["json"], script: (scene) => wholeStream(scene), expected: heals() },
  {
    name: "stream-named-text-plain",
    modes: ["stream"],
    script: (scene) => wholeStream(scene, { headers: { "content-type": "text/plain" } }),
    expected: heals(),
  },
  {
    name: "no-content-type",
    modes: bothModes,
    script: (scene) => wholeAnswer(scene, { headers: {} }),
    expected: heals(),
  },
  {
    name: "unknown-events",
    modes: ["stream"],
    wires: ["anthropic", "openai-responses"],
    script: (scene) =>
      streamWith(scene, "start", frame("ping", { type: "tide.turned", at: 6 }, "tide.turned"), "goes-on"),
    expected: heals(),
  },
  {
    name: "named-gzip-but-plain",
    modes: bothModes,
    script: (scene) =>
      wholeAnswer(scene, {
        headers: {
          "content-type": asksForStream(scene) ? "text/event-stream" : "application/json",
          "content-encoding": "gzip",
        },
      }),
    expected: passing(502),
  },
  {
    name: "gzip-unasked",
    modes: ["json"],
    script: (scene) => {
      const json = JSON.stringify(scene.wire.json(textAnswer, "m"));
      const headers = { "content-type": "application/json", "content-encoding": "gzip" };
      return respond({ headers, body: [gzipSync(json)] });
    },
    expected: heals(),
  },
  respondsWith(bothModes, "html-page", page, html),
  respondsWith(bothModes, "html-named-event-stream", page, eventStream),
  respondsWith(bothModes, "plain-text", "upstream connect error or disconnect/reset before headers", {
    "content-type": "text/plain",
  }),
  respondsWith(bothModes, "empty-body", "", { "content-type": "application/json" }),
  respondsWith(bothModes, "empty-object", "{}", { "content-type": "application/json" }),
  respondsWith(bothModes, "json-null", "null", { "content-type": "application/json" }),
  respondsWith(["stream"], "only-comments", ": processing\n\n: processing\n\n", eventStream),
  respondsWith(["stream"], "only-done", "data: [DONE]\n\n", eventStream),
  {
    name: "status-204",
    modes: bothModes,
    script: () => [send("HTTP/1.1 204 No Content\r\n\r\n")],
    expected: passing(502),
  },
  {
    name: "error-in-a-200",
    modes: bothModes,
    script: (scene) =>
      respond({
        headers: { "content-type": "application/json" },
        body: [JSON.stringify(scene.wire.error("overloaded", words))],
      }),
    expected: passing(529, 503),
  },
  {
    name: "event-without-end",
    modes: ["stream"],
    heavy: true,
    script: () => {
      const megabyte = "x".repeat(1 << 20);
      const flood = Array.from({ length: 40 }, () => send(piece(megabyte, "chunked")));
      return [
        send(head(200, eventStream, "chunked")),
        send(piece('data: {"text":"', "chunked")),
        ...flood,
        fin,
      ];
    },
    expected: passing(502),
  },
];
