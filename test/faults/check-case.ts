import type { ReceivedResponse } from "../support/client/send-request.ts";
import type { Verdict } from "../support/judge/verdict.ts";
import type { Exchange } from "../support/stand-in/start-stand-in.ts";
import { textAnswer } from "../support/wire/answer.ts";
import type { Calls, Expected } from "./fault.ts";
import { type Case, providerName } from "./plan-cases.ts";

/** What became of one question of a case. */
export interface Played {
  readonly response: ReceivedResponse;
  readonly verdict: Verdict;
  /** Calls for this question alone: one number a target, and one for calls to anywhere else. */
  readonly calls: readonly number[];
}

const opening = textAnswer.text?.slice(0, 3).join("") ?? "";
const mostCalls = 4;

/** Origins whose calls cannot be counted: nothing arrives there that could be read. */
const countless: ReadonlySet<string> = new Set([
  "refused",
  "unresolvable",
  "black-hole",
  "self-signed",
  "plain-as-tls",
  "hangs-up",
]);

/** What is wrong with the outcome of a question; empty when it is as expected. */
export function checkQuestion(one: Case, played: Played, expected: Expected = one.expected): string[] {
  const { response, verdict, calls } = played;
  const problems = [...verdict.problems];
  const expect = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  const lone = one.targets.length === 1;
  const total = calls.reduce((sum, count) => sum + count, 0);

  expect(response.ended === "whole", `the connection to the client: ${response.ended}`);
  expect(total <= mostCalls, `${total} upstream calls`);
  expect(calls.at(-1) === 0, "a call to a place that is no target");
  const firstCalls = (wanted: Calls | undefined): void => {
    if (wanted === undefined || countless.has(one.fault.origin ?? "script")) return;
    const [from, to] = typeof wanted === "number" ? [wanted, wanted] : wanted;
    const got = calls[0] ?? 0;
    expect(
      from <= got && got <= to,
      `${got} calls to the first target, not ${from === to ? from : `${from} to ${to}`}`,
    );
  };
  const wholeText = (): void => {
    expect(verdict.outcome === "complete", `no whole answer but ${summary(played)}`);
    if (verdict.outcome !== "complete") return;
    const wanted = one.mode === "stream" ? "text/event-stream" : "application/json";
    const contentType = response.headers["content-type"] ?? "none";
    expect(contentType.startsWith(wanted), `content-type ${contentType}`);
    expect(verdict.text.startsWith(opening), `text ${JSON.stringify(verdict.text.slice(0, 60))}`);
  };
  const wholeAnswer = (): void => {
    wholeText();
    const { input, output } = verdict.usage ?? { input: 0, output: 0 };
    const counted = verdict.outcome !== "complete" || (input === 1200 && output === 42);
    expect(counted, `usage ${input} in, ${output} out`);
  };
  const error = (statuses: readonly number[], says?: string): void => {
    expect(verdict.outcome === "error", `no error but ${summary(played)}`);
    expect(statuses.includes(response.status), `status ${response.status}, not ${statuses.join(" or ")}`);
    if (says !== undefined)
      expect(verdict.error?.message.includes(says) === true, `the error says: ${verdict.error?.message}`);
  };

  switch (expected.outcome) {
    case "heals":
      wholeAnswer();
      firstCalls(expected.calls);
      break;
    case "next":
      if (lone) {
        const { alone } = expected;
        error(alone.status, alone.says);
        firstCalls(alone.calls);
        const { "x-should-retry": shouldRetry, "retry-after": retryAfter } = response.headers;
        if (alone.shouldRetry) expect(shouldRetry === alone.shouldRetry, `x-should-retry ${shouldRetry}`);
        if (alone.retryAfter) expect(Number(retryAfter) > 0, `retry-after ${retryAfter}`);
      } else {
        wholeAnswer();
        firstCalls(1);
        expect(calls[1] === 1 && calls[2] === 0, `calls to the other targets: ${calls.slice(1).join(", ")}`);
      }
      break;
    case "returned":
      error(expected.status, expected.says);
      firstCalls(1);
      expect(total === calls[0], "another target was asked");
      break;
    case "breaks-off":
      error([200]);
      firstCalls(1);
      expect(total === calls[0], "another target was asked after the commit");
      break;
    case "either":
      // A cut right behind the last words may take the numbers with it.
      if (verdict.outcome === "complete") wholeText();
      break;
  }
  return problems;
}

/** Whether the first target must rest after the first question; `undefined` where it is left open. */
function mustRest(expected: Expected): boolean | undefined {
  switch (expected.outcome) {
    case "next":
      return expected.rests;
    case "heals":
      return expected.mayRest ? undefined : false;
    case "returned":
    case "breaks-off":
    case "either":
      return false;
  }
}

/** What is wrong with what rests after the first question, by the names of the case's own providers. */
export function checkRests(one: Case, resting: ReadonlySet<string>): string[] {
  return one.targets.flatMap((_, slot) => {
    const wanted = slot === 0 ? mustRest(one.expected) : false;
    const rests = resting.has(providerName(one, slot));
    if (wanted === undefined || wanted === rests) return [];
    return [rests ? `target ${slot} rests` : `target ${slot} does not rest`];
  });
}

/** Connections that should be closed: those whose answer was neither finished nor left by the proxy. */
export function stillOpen(exchanges: readonly Exchange[]): number {
  return exchanges.filter(({ state, open }) => state === "answering" && open).length;
}

/** Whether two upstream calls for one question were alive at once. */
export function overlaps(exchanges: readonly Exchange[]): boolean {
  const grace = 100;
  return exchanges.some((exchange, at) => {
    const next = exchanges[at + 1];
    if (!next || exchange.state === "answered") return false;
    return (exchange.closedAt ?? Number.POSITIVE_INFINITY) > next.request.receivedAt + grace;
  });
}

/** An outcome in a few words. */
export function summary({ response, verdict }: Played): string {
  const detail =
    verdict.outcome === "error" ? `${verdict.error?.type}: ${verdict.error?.message}` : verdict.text;
  return `${response.status} ${verdict.outcome} ${JSON.stringify(detail.slice(0, 100))}`;
}
