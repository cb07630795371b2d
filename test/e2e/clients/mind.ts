import type { Answer } from "../../support/wire/answer.ts";
import type { RequestView } from "./request-view.ts";

/** A model as a function: what it has seen so far decides what it says next. */
export type Mind = (view: RequestView) => Answer;

const usage = { input: 1200, cached: 0, output: 42 };

/** Says its last words. */
export function say(...text: string[]): Answer {
  return { text, stop: "end", usage };
}

/** Calls tools, the arguments in two pieces. */
export function callTools(...wanted: readonly (readonly [name: string, input: unknown])[]): Answer {
  const toolCalls = wanted.map(([name, input], at) => {
    const json = JSON.stringify(input);
    const half = Math.floor(json.length / 2);
    return { id: `call_${at}`, name, arguments: [json.slice(0, half), json.slice(half)] };
  });
  return { text: ["I will look."], toolCalls, stop: "tool", usage };
}

/** Answers with what a search of its own has found. */
export function sayFound(query: string, result: { url: string; title: string }): Answer {
  return { search: { query, results: [result] }, text: [`${result.title} says so.`], stop: "end", usage };
}
