import fc from "fast-check";
import type { ClientApiId } from "../../support/client/client-api.ts";
import { type Framing, head, piece } from "../../support/stand-in/frame-response.ts";
import type { ReceivedRequest } from "../../support/stand-in/start-stand-in.ts";
import { fin, reset, type Step, send, stall } from "../../support/stand-in/step.ts";
import { type Answer, textAnswer, thinkingAnswer, toolAnswer } from "../../support/wire/answer.ts";
import { encodeSse } from "../../support/wire/encode-sse.ts";
import type { WireId } from "../../support/wire/wire.ts";
import { wireIds, wires } from "../../support/wire/wires.ts";

/** An answer that is cut at any byte, in any pieces, in any way. */
export interface RandomCut {
  readonly wire: WireId;
  readonly api: ClientApiId;
  readonly stream: boolean;
  readonly answer: Answer;
  /** Whether a second target answers well. */
  readonly fallback: boolean;
  /** Where it is cut, as a share of its bytes. */
  readonly share: number;
  readonly ending: "fin" | "reset" | "short-length" | "close-delimited" | "clean-end" | "stall";
  /** Sizes of the pieces that are written, in turn. */
  readonly pieces: readonly number[];
}

const anyCut: fc.Arbitrary<RandomCut> = fc.record({
  wire: fc.constantFrom(...wireIds),
  api: fc.constantFrom("messages", "chat", "responses"),
  stream: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  answer: fc.constantFrom(textAnswer, toolAnswer, thinkingAnswer),
  fallback: fc.boolean(),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  ending: fc.oneof(
    {
      weight: 40,
      arbitrary: fc.constantFrom("fin", "reset", "short-length", "close-delimited", "clean-end"),
    },
    // Each costs the suite a timeout.
    { weight: 1, arbitrary: fc.constant("stall") },
  ),
  pieces: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
});

/** The same cuts for the same seed. */
export function drawCuts(count: number, seed: number): RandomCut[] {
  return fc.sample(anyCut, { numRuns: count, seed });
}

const framings: Readonly<Partial<Record<RandomCut["ending"], Framing>>> = {
  "short-length": "length",
  "close-delimited": "close",
};
const finales: Readonly<Record<RandomCut["ending"], readonly Step[]>> = {
  fin: [fin],
  reset: [reset],
  "short-length": [fin],
  "close-delimited": [fin],
  "clean-end": [send("0\r\n\r\n")],
  stall: [stall],
};

/** What the first target does. */
export function playCut(cut: RandomCut, request: ReceivedRequest): Step[] {
  const wire = wires[cut.wire];
  const streams = wire.wantsStream(request);
  const whole = streams
    ? encodeSse(wire.frames(cut.answer, "m")).join("")
    : JSON.stringify(wire.json(cut.answer, "m"));
  const bytes = Buffer.from(whole);
  const kept = bytes.subarray(0, Math.floor(bytes.length * cut.share));
  const framing = framings[cut.ending] ?? "chunked";
  const contentType = streams ? "text/event-stream" : "application/json";
  return [
    send(head(200, { "content-type": contentType }, framing, bytes.length + 1)),
    ...piecesOf(kept, cut.pieces).map((part) => send(piece(part, framing))),
    ...finales[cut.ending],
  ];
}

function piecesOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** Whether what is left lacks a word of the answer, so that nobody may take it for whole. */
export function lacksWords(cut: RandomCut, streams: boolean): boolean {
  const wire = wires[cut.wire];
  if (!streams) return cut.share < 1;
  const frames = wire.frames(cut.answer, "m");
  const terminal = frames.findIndex(({ label }) => label === "finish" || label === "end");
  const [whole, words] = [frames, frames.slice(0, terminal)].map((some) =>
    Buffer.byteLength(encodeSse(some).join("")),
  );
  return Math.floor((whole ?? 0) * cut.share) <= (words ?? 0);
}
