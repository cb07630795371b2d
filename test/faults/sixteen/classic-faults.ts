import { respond } from "../../support/stand-in/frame-response.ts";
import { pause, reset, type Step, stall } from "../../support/stand-in/step.ts";
import { type Frame, textAnswer } from "../../support/wire/answer.ts";
import { encodeSse } from "../../support/wire/encode-sse.ts";
import { bodyOf, type ErrorName } from "../../support/wire/wire.ts";
import { brokenOff, openStream, type Scene, streamWith, wholeStream } from "../scene.ts";
import { words } from "../table/expectations.ts";
import type { ClassicFault, Course } from "./classic-fault.ts";

const refuse = (status: number, error: ErrorName, message = words, headers: Record<string, string> = {}) => {
  return ({ wire }: Scene): Step[] =>
    respond({
      status,
      headers: { "content-type": "application/json", ...headers },
      body: [JSON.stringify(wire.error(error, message))],
      framing: "length",
    });
};

/** Lets a primary fail on its first call only. */
const firstCallOnly =
  (fail: (scene: Scene) => readonly Step[]) =>
  (scene: Scene): readonly Step[] =>
    scene.nth === 0 ? fail(scene) : wholeStream(scene);

const primaryCalls = ({ callTimes }: Course): number => callTimes[0].length;
const fallbackCalls = ({ callTimes }: Course): number => callTimes[1].length;
const atMost = (calls: number) => (course: Course) => [
  primaryCalls(course) > calls && `${primaryCalls(course)} calls to the primary`,
];
const lives = (course: Course) => [!course.aliveAfter && "no answer to an ordinary question afterwards"];
const within = (ms: number) => (course: Course) => {
  const durationMs = course.questions[0]?.response.durationMs ?? Number.POSITIVE_INFINITY;
  return [durationMs > ms && `took ${Math.round(durationMs)} ms`];
};

/** The answer without what says that it is over: the end of the HTTP body is in good order. */
function withoutSentinel({ wire, request }: Scene): Step[] {
  const frames = wire.frames(textAnswer, wire.modelOf(request)).filter(({ label }) => label !== "end");
  return respond({ headers: { "content-type": "text/event-stream" }, body: encodeSse(frames) });
}

const halfEvent: Frame = { label: "text", event: "content_block_delta", data: '{"choices":[{"del' };

function endsWithPrefill(scene: Scene): boolean {
  const { messages } = bodyOf(scene.request);
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return typeof last === "object" && last !== null && "role" in last && last.role === "assistant";
}

/** When the flapping primary gets well, after the first question. */
const outageMs = 3000;
const wholeAnswerIsHeld = ['commit = "message"'];

export const classicFaults: readonly ClassicFault[] = [
  {
    name: "429 with retry-after",
    about: "limited for 2 s: wait that long or move on, never knock earlier",
    primary: firstCallOnly(refuse(429, "rate", words, { "retry-after": "2" })),
    conduct: ({ callTimes: [[first = 0, second]] }) => [
      second !== undefined && second - first < 1800 && `asked again after ${Math.round(second - first)} ms`,
    ],
  },
  {
    name: "429 without retry-after",
    about: "limited for good: move on, do not hammer",
    primary: refuse(429, "rate"),
    conduct: atMost(2),
  },
  {
    name: "500 once",
    about: "fails once, then answers: try again or move on",
    primary: firstCallOnly(refuse(500, "server")),
    conduct: atMost(2),
  },
  {
    name: "503 for good",
    about: "overloaded: move on",
    primary: refuse(503, "overloaded"),
    conduct: atMost(2),
  },
  {
    name: "reset before the head",
    about: "the connection dies at once: try again or move on",
    primary: firstCallOnly(() => [reset]),
    conduct: atMost(2),
  },
  {
    name: "silence",
    about: "accepts and never answers: move on after one timeout, do not wait for it twice",
    primary: () => [stall],
    conduct: (course) => [...atMost(1)(course), ...within(10_000)(course)],
  },
  {
    name: "slow first token",
    about: "headers at once, words after 20 s: a limit on the first word moves on",
    primary: (scene) => [...openStream(scene, "start"), pause(20_000), ...wholeStream(scene).slice(1)],
    conduct: within(15_000),
  },
  {
    name: "cut in mid-stream",
    about: "dies after some words: the whole answer or an error, never a part that looks whole",
    primary: (scene) => brokenOff(scene, "text", "fin"),
    model: wholeAnswerIsHeld,
  },
  {
    name: "stall in mid-stream",
    about: "falls silent after some words: noticed in good time",
    primary: (scene) => brokenOff(scene, "text", "stall"),
    model: wholeAnswerIsHeld,
    conduct: (course) => [...within(15_000)(course), ...lives(course)],
  },
  {
    name: "malformed chunk",
    about: "an event in the middle is no JSON: nothing of it reaches the client",
    primary: (scene) => streamWith(scene, "text", halfEvent, "goes-on"),
    model: wholeAnswerIsHeld,
    conduct: lives,
  },
  {
    name: "missing end",
    about: "all is said but the closing mark: finish promptly, with the usage",
    primary: withoutSentinel,
    conduct: within(8000),
  },
  {
    name: "context length",
    about: "too long for this model: a model with a larger window, and no second try here",
    primary: refuse(400, "context", "prompt is too long: 210000 tokens > 200000 maximum"),
    mapping: (slot) => [`context_window = ${slot === 0 ? 200_000 : 1_000_000}`],
    conduct: atMost(1),
  },
  {
    name: "content filter",
    about: "refused for its content: the client is told the reason, nobody else is asked",
    primary: refuse(400, "filtered"),
    refusal: words,
    conduct: (course) => [...atMost(1)(course), fallbackCalls(course) > 0 && "the fallback was asked"],
  },
  {
    name: "fallback refuses a prefill",
    about: "cut in mid-stream, and the fallback takes no half answer to go on from: start again",
    primary: (scene) => brokenOff(scene, "text", "fin"),
    fallback: (scene) =>
      endsWithPrefill(scene) ? refuse(400, "invalid", "prefill is not supported")(scene) : wholeStream(scene),
    model: wholeAnswerIsHeld,
    conduct: ({ questions: [played] }) => [
      played?.verdict.error?.message.includes("prefill") === true && "the refused prefill hides the failure",
    ],
  },
  {
    name: "flapping primary",
    about: "down for 3 s, then well: served throughout, few probes, back to the primary in time",
    primary: (scene) =>
      scene.sinceStartMs < outageMs ? refuse(503, "overloaded")(scene) : wholeStream(scene),
    questions: { count: 24, everyMs: 500 },
    conduct: ({ callTimes: [primary], startedAt }) => {
      const ill = primary.filter((at) => at - startedAt < outageMs).length;
      const last = primary.at(-1) ?? startedAt;
      return [
        ill > 5 && `${ill} calls while it was down`,
        last - startedAt < outageMs && "never came back to the primary",
      ];
    },
  },
  {
    name: "accounting",
    about: "the fallback served: its name and its numbers are in the answer",
    primary: refuse(503, "overloaded"),
    conduct: ({ questions: [played] }) => [
      played?.verdict.model?.includes("fallback") !== true && `the answer names ${played?.verdict.model}`,
      played?.verdict.usage?.output !== 42 && `usage ${JSON.stringify(played?.verdict.usage)}`,
    ],
  },
];
