import { head, piece, respond, type ScriptedResponse } from "../support/stand-in/frame-response.ts";
import type { ReceivedRequest } from "../support/stand-in/start-stand-in.ts";
import { awaitGate, fin, reset, type Step, send, stall } from "../support/stand-in/step.ts";
import {
  type Answer,
  type Frame,
  type FrameLabel,
  textAnswer,
  thinkingAnswer,
  toolAnswer,
} from "../support/wire/answer.ts";
import { encodeSse, type SseStyle } from "../support/wire/encode-sse.ts";
import type { Wire } from "../support/wire/wire.ts";

/** What a script can see of the play it is in. */
export interface Scene {
  readonly wire: Wire;
  readonly request: ReceivedRequest;
  /** How many requests this target had before, in this case. */
  readonly nth: number;
  /** Milliseconds since the case began. */
  readonly sinceStartMs: number;
  /** Resolves when the client has the first words of the answer, or when waiting longer would be taken for a stall. */
  readonly clientSaw: Promise<unknown>;
}

/** Places in an answer at which something can happen, from nothing said to all said but the end. */
export const places = ["nothing", "start", "thinking", "text", "tool", "content", "finish"] as const;
export type Place = (typeof places)[number];

/** Places before the first word: nothing has reached the client, and all may be tried again. */
export const unsaid: ReadonlySet<Place> = new Set(["nothing", "start"]);

/** How an answer is broken off. */
export type Ending =
  /** A FIN between two chunks, without the last chunk. */
  | "fin"
  | "fin-in-a-chunk"
  | "reset"
  | "short-length"
  /** A body that only the end of the connection ends: looks whole to HTTP. */
  | "close-delimited"
  /** A last chunk in good order: looks whole to HTTP. */
  | "clean-end"
  | "stall";

export const endings: readonly Ending[] = [
  "fin",
  "fin-in-a-chunk",
  "reset",
  "short-length",
  "close-delimited",
  "clean-end",
  "stall",
];

const sseHeaders = { "content-type": "text/event-stream" };
const jsonHeaders = { "content-type": "application/json" };

export const asksForStream = (scene: Scene): boolean => scene.wire.wantsStream(scene.request);

function answerFor(place: Place): Answer {
  if (place === "thinking") return thinkingAnswer;
  return place === "tool" ? toolAnswer : textAnswer;
}

function framesOf(scene: Scene, answer: Answer): readonly Frame[] {
  return scene.wire.frames(answer, scene.wire.modelOf(scene.request));
}

/** How many frames of the answer lie before the place; `undefined` where the wire has no such place. */
function countUntil(frames: readonly Frame[], place: Place): number | undefined {
  const isPrelude = (label: FrameLabel): boolean => label === "start" || label === "ping";
  const firstSaid = frames.findIndex(({ label }) => !isPrelude(label));
  const after = (at: number): number | undefined => (at < 0 ? undefined : at + 1);
  const terminal = frames.findIndex(({ label }) => label === "finish" || label === "end");
  switch (place) {
    case "nothing":
      return 0;
    case "start":
      return firstSaid === 0 ? undefined : firstSaid;
    case "thinking":
      return after(frames.findIndex(({ label }) => label === "thinking"));
    case "text":
      return after(frames.findIndex(({ label }) => label === "text"));
    case "tool":
      return after(frames.findIndex(({ label }) => label === "tool-arguments"));
    case "content":
      return terminal;
    case "finish":
      return frames[terminal]?.label === "finish" ? frames.length - 1 : undefined;
  }
}

/** Whether the wire's stream has such a place at all. */
export function hasPlace(wire: Wire, place: Place): boolean {
  return countUntil(wire.frames(answerFor(place), "m"), place) !== undefined;
}

/** A whole answer in the way it was asked for. */
export function wholeAnswer(
  scene: Scene,
  response: Partial<ScriptedResponse> = {},
  style?: SseStyle,
): Step[] {
  return asksForStream(scene) ? wholeStream(scene, response, style) : wholeJson(scene, response);
}

export function wholeStream(
  scene: Scene,
  response: Partial<ScriptedResponse> = {},
  style?: SseStyle,
): Step[] {
  return respond({ headers: sseHeaders, body: encodeSse(framesOf(scene, textAnswer), style), ...response });
}

export function wholeJson(scene: Scene, response: Partial<ScriptedResponse> = {}): Step[] {
  const json = scene.wire.json(textAnswer, scene.wire.modelOf(scene.request));
  return respond({ headers: jsonHeaders, body: [JSON.stringify(json)], ...response });
}

/** A stream that has gone well up to the place, and is still open. */
export function openStream(scene: Scene, place: Place): Step[] {
  const pieces = piecesUntil(scene, place).map((text) => send(piece(text, "chunked")));
  return [send(head(200, sseHeaders, "chunked")), ...pieces];
}

/** A stream that goes well up to the place, says something else there, and goes on to its end or stops. */
export function streamWith(scene: Scene, place: Place, inserted: Frame, after: "goes-on" | "ends"): Step[] {
  const frames = framesOf(scene, answerFor(place));
  const rest = after === "goes-on" ? frames.slice(countUntil(frames, place)) : [];
  return [
    ...openStream(scene, place),
    ...clientHasSeen(scene, place),
    ...encodeSse([inserted, ...rest]).map((text) => send(piece(text, "chunked"))),
    send("0\r\n\r\n"),
  ];
}

/** Waits until what was said has reached the client, so that the commit lies before what comes next. */
function clientHasSeen(scene: Scene, place: Place): Step[] {
  return asksForStream(scene) && !unsaid.has(place) ? [awaitGate(scene.clientSaw)] : [];
}

/** An answer broken off at a place. In JSON, every place is the middle of the document but `nothing`. */
export function brokenOff(scene: Scene, place: Place, ending: Ending): Step[] {
  const streams = asksForStream(scene);
  const pieces = streams ? piecesUntil(scene, place) : [halfOfJson(scene, place)];
  const headers = streams ? sseHeaders : jsonHeaders;
  const framing = ending === "short-length" ? "length" : ending === "close-delimited" ? "close" : "chunked";
  const sent = pieces.filter((text) => text !== "").map((text) => send(piece(text, framing)));
  return [
    send(head(200, headers, framing, 1_000_000)),
    ...sent,
    ...clientHasSeen(scene, place),
    ...finale[ending],
  ];
}

const finale: Readonly<Record<Ending, readonly Step[]>> = {
  fin: [fin],
  "fin-in-a-chunk": [send("40\r\ndata: "), fin],
  reset: [reset],
  "short-length": [fin],
  "close-delimited": [fin],
  "clean-end": [send("0\r\n\r\n")],
  stall: [stall],
};

function piecesUntil(scene: Scene, place: Place): string[] {
  const frames = framesOf(scene, answerFor(place));
  return encodeSse(frames.slice(0, countUntil(frames, place) ?? 0));
}

function halfOfJson(scene: Scene, place: Place): string {
  const text = JSON.stringify(scene.wire.json(answerFor(place), scene.wire.modelOf(scene.request)));
  return place === "nothing" ? "" : text.slice(0, text.length / 2);
}
