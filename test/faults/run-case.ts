import { clientApis } from "../support/client/client-api.ts";
import { sendRequest } from "../support/client/send-request.ts";
import { textAnswer, thinkingAnswer, toolAnswer } from "../support/wire/answer.ts";
import { checkQuestion, checkRests, overlaps, type Played, stillOpen, summary } from "./check-case.ts";
import { shortTimeouts } from "./config-for-cases.ts";
import type { Case } from "./plan-cases.ts";
import { countCalls, type Stage } from "./stage.ts";

/** How a case went. */
export interface CaseResult {
  readonly one: Case;
  /** Empty when all is as it must be. */
  readonly problems: readonly string[];
  readonly calls: readonly number[];
  readonly outcome: string;
  readonly durationMs: number;
}

export interface Theatre {
  /** The proxy under test. */
  readonly url: string;
  readonly stage: Stage;
  /** The providers that rest now; absent where the proxy under test does not tell. */
  readonly resting?: () => Promise<ReadonlySet<string>>;
}

const firstWords = [textAnswer.text?.[0], thinkingAnswer.thinking?.[0], toolAnswer.text?.[0]];
const longest = 25_000;

/** Plays a case: one question, and where it tells something a second one of another session. */
export async function runCase(one: Case, theatre: Theatre): Promise<CaseResult> {
  const first = await ask(one, theatre, "first");
  const problems = checkQuestion(one, first);
  if (theatre.resting) problems.push(...checkRests(one, await theatre.resting()));
  const { expected } = one;
  const exchanges = theatre.stage.exchangesOf(one);
  if (overlaps(exchanges)) problems.push("two upstream calls at once");

  if (expected.outcome === "heals") {
    const again = checkQuestion(one, await ask(one, theatre, "second"), { outcome: "heals" });
    problems.push(...again.map((problem) => `second question: ${problem}`));
  }
  if (
    expected.outcome === "next" &&
    expected.rests !== undefined &&
    one.targets.length > 1 &&
    first.calls[0] === 1
  ) {
    const second = await ask(one, theatre, "second");
    const rests = second.calls[0] === 0;
    if (rests !== expected.rests)
      problems.push(rests ? "the first target rests" : "the first target does not rest");
  }
  if (!(await comesTrue(() => stillOpen(theatre.stage.exchangesOf(one)) === 0))) {
    problems.push("upstream connections are still open");
  }
  const { durationMs } = first.response;
  return { one, problems, calls: first.calls, outcome: summary(first), durationMs };
}

/** Asks once. The words differ by question, so that each is a session of its own. */
async function ask(one: Case, theatre: Theatre, which: string): Promise<Played> {
  const api = clientApis[one.api];
  const before = theatre.stage.exchangesOf(one).length;
  const question = { model: one.id, stream: one.mode === "stream", prompt: `${one.id}, ${which} question` };
  const sent = sendRequest({
    url: theatre.url + api.path,
    headers: api.headers,
    body: JSON.stringify(api.body(question)),
    timeoutMs: longest,
  });
  const seen = firstWords.map((words) => sent.sees(words ?? ""));
  theatre.stage.begin(one, Promise.race([...seen, Bun.sleep(shortTimeouts.first_event_timeout_ms - 500)]));
  const response = await sent.response;
  const exchanges = theatre.stage.exchangesOf(one).slice(before);
  return { response, verdict: api.judge(response), calls: countCalls(one, exchanges) };
}

/** Whether something becomes true within half a second. */
async function comesTrue(holds: () => boolean): Promise<boolean> {
  const deadline = performance.now() + 500;
  while (!holds()) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(10);
  }
  return true;
}
