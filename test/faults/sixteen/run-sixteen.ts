import { startCcm } from "../../support/ccm/start-ccm.ts";
import type { ConfigUnderTest } from "../../support/ccm/write-config.ts";
import { type ClientApiId, clientApis } from "../../support/client/client-api.ts";
import { sendRequest } from "../../support/client/send-request.ts";
import { type ReceivedRequest, type StandIn, startStandIn } from "../../support/stand-in/start-stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { textAnswer } from "../../support/wire/answer.ts";
import type { Wire } from "../../support/wire/wire.ts";
import { wires } from "../../support/wire/wires.ts";
import type { Played } from "../check-case.ts";
import { shortTimeouts } from "../config-for-cases.ts";
import { wholeStream } from "../scene.ts";
import type { ClassicFault, Course, Score } from "./classic-fault.ts";
import { classicFaults } from "./classic-faults.ts";

/** How one of the sixteen went. */
export interface SixteenResult {
  readonly fault: ClassicFault;
  readonly score: Score;
  readonly problems: readonly string[];
  readonly calls: readonly [primary: number, fallback: number];
  readonly durationMs: number;
}

export interface SixteenOptions {
  readonly api: Extract<ClientApiId, "messages" | "chat">;
  /** URL of another proxy; absent: a ccm is started. */
  readonly target?: string;
  readonly port?: number;
  readonly only?: string;
}

const nativeWire: Readonly<Record<SixteenOptions["api"], Wire>> = {
  messages: wires.anthropic,
  chat: wires["openai-chat"],
};

/** Name of the model by which one of the sixteen is asked for. */
const slugOf = (fault: ClassicFault): string => fault.name.replaceAll(" ", "-");
const ordinary = "ordinary";

/** Models and providers of the sixteen, with the stand-in at the given URL. */
export function configForSixteen(api: SixteenOptions["api"], url: string): ConfigUnderTest {
  const wire = nativeWire[api];
  const all = [
    ...classicFaults.map((fault) => ({ slug: slugOf(fault), fault })),
    { slug: ordinary, fault: undefined },
  ];
  const slots = ["primary", "fallback"];
  return {
    server: ['log_level = "warn"'],
    timeouts: shortTimeouts,
    providers: all.flatMap(({ slug }) =>
      slots.map((slot) => ({ name: `${slug}.${slot}`, wire, url: `${url}/${slug}/${slot}` })),
    ),
    models: all.map(({ slug, fault }) => ({
      name: slug,
      mappings: slots.map((slot, at) => ({
        provider: `${slug}.${slot}`,
        model: `${slot}-model`,
        extra: fault?.mapping?.(at) ?? [],
      })),
      extra: fault?.model ?? [],
    })),
  };
}

/** Plays the sixteen, all at a time, and scores them. */
export async function runSixteen(options: SixteenOptions): Promise<SixteenResult[]> {
  const started = new Map<string, number>();
  const script = (request: ReceivedRequest): readonly Step[] =>
    play(request, standIn, nativeWire[options.api], started);
  const standIn: StandIn = await startStandIn({ script, ...(options.port ? { port: options.port } : {}) });
  const config = configForSixteen(options.api, standIn.url);
  const ccm = options.target ? undefined : await startCcm({ config });
  const url = options.target ?? ccm?.url ?? "";
  try {
    const chosen = classicFaults.filter(({ name }) => name.includes(options.only ?? ""));
    return await Promise.all(
      chosen.map((fault) => runOne(fault, { url, api: options.api, standIn, started })),
    );
  } finally {
    await ccm?.stop();
    await standIn.close();
  }
}

function addressOf(request: ReceivedRequest): readonly [slug: string, slot: string] {
  const [, slug = "", slot = ""] = request.target.split("/");
  return [decodeURIComponent(slug), slot];
}

function play(
  request: ReceivedRequest,
  standIn: StandIn,
  wire: Wire,
  started: ReadonlyMap<string, number>,
): readonly Step[] {
  const [slug, slot] = addressOf(request);
  const fault = classicFaults.find((candidate) => slugOf(candidate) === slug);
  const startedAt = started.get(slug) ?? request.receivedAt;
  const nth = timesOfCalls(standIn, slug, slot).length - 1;
  const sinceStartMs = request.receivedAt - startedAt;
  const scene = { wire, request, nth, sinceStartMs, clientSaw: Bun.sleep(30) };
  return (slot === "primary" ? fault?.primary : fault?.fallback)?.(scene) ?? wholeStream(scene);
}

function timesOfCalls(standIn: StandIn, slug: string, slot: string): number[] {
  return standIn.exchanges
    .map(({ request }) => request)
    .filter((request) => addressOf(request).join() === [slug, slot].join())
    .map(({ receivedAt }) => receivedAt);
}

interface Arena {
  readonly url: string;
  readonly api: SixteenOptions["api"];
  readonly standIn: StandIn;
  readonly started: Map<string, number>;
}

async function runOne(fault: ClassicFault, arena: Arena): Promise<SixteenResult> {
  const { count, everyMs } = fault.questions ?? { count: 1, everyMs: 0 };
  const slug = slugOf(fault);
  const startedAt = performance.now();
  arena.started.set(slug, startedAt);
  const questions: Played[] = [];
  for (let nth = 0; nth < count; nth++) {
    questions.push(await ask(slug, nth, arena));
    if (nth < count - 1) await Bun.sleep(everyMs);
  }
  const aliveAfter = (await ask(ordinary, slug.length, arena)).verdict.outcome === "complete";
  const callTimes = [
    timesOfCalls(arena.standIn, slug, "primary"),
    timesOfCalls(arena.standIn, slug, "fallback"),
  ] as const;
  const course: Course = { questions, callTimes, aliveAfter, startedAt };
  const problems = problemsOf(fault, course);
  const saved = questions.every((played) => isRight(fault, played));
  const score = problems.length > 0 ? "fail" : saved ? "pass" : "safe";
  const calls = [callTimes[0].length, callTimes[1].length] as const;
  return { fault, score, problems, calls, durationMs: performance.now() - startedAt };
}

async function ask(model: string, nth: number, arena: Arena): Promise<Played> {
  const api = clientApis[arena.api];
  const body = JSON.stringify(api.body({ model, stream: true, prompt: `${model}, question ${nth}` }));
  const url = arena.url + api.path;
  const response = await sendRequest({ url, headers: api.headers, body, timeoutMs: 25_000 }).response;
  return { response, verdict: api.judge(response), calls: [] };
}

function problemsOf(fault: ClassicFault, course: Course): string[] {
  const conduct = (fault.conduct?.(course) ?? []).filter((problem) => problem !== false);
  const unclean = course.questions.flatMap(({ verdict, response }) => [
    ...(response.ended === "timed-out" ? ["hangs"] : []),
    ...(verdict.outcome === "broken" ? verdict.problems : []),
  ]);
  return [...conduct, ...unclean];
}

function isRight(fault: ClassicFault, { verdict }: Played): boolean {
  if (fault.refusal) return verdict.error?.message.includes(fault.refusal) === true;
  return verdict.outcome === "complete" && verdict.text === textAnswer.text?.join("");
}
