import * as v from "valibot";
import type { ModelConfig } from "../../config/config.ts";
import { indexJson } from "../../http/json-index.ts";
import { parseJson } from "../../json.ts";
import { dialects } from "../../protocols/registry.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { requestBodyOf, type TestForm } from "./test-conversation.ts";

interface TestSending {
  readonly stream: boolean;
  readonly signal: AbortSignal;
  /** Serves whatever the router would say. */
  readonly only?: ModelConfig;
}

/**
 * Sends a test as a client would, through the same route and chain.
 * @throws RequestError for a model that is not configured.
 */
export function sendTest(
  deps: AdminDependencies,
  form: TestForm,
  { stream, signal, only }: TestSending,
): Promise<Response> {
  const bytes = new TextEncoder().encode(JSON.stringify(requestBodyOf(form, stream)));
  return deps.pipeline.handle({
    id: deps.newId("req_"),
    endpoint: "messages",
    dialect: dialects.anthropic,
    headers: new Headers({
      "user-agent": `ccm-test/${deps.version}`,
      "anthropic-version": "2023-06-01",
      ...(form.provider !== "" && { "x-provider": form.provider }),
    }),
    bytes,
    index: indexJson(bytes),
    signal,
    receivedAt: deps.monotonic(),
    startedAt: deps.now(),
    ...(only && { only }),
  });
}

const answerSchema = v.object({
  content: v.array(v.looseObject({ type: v.string(), text: v.optional(v.string(), "") })),
});
const failureSchema = v.object({ error: v.object({ message: v.string() }) });

/** What came back for a test. */
export type TestAnswer =
  | { readonly text: string; readonly raw: string }
  /** The upstream's words, or ccm's. */
  | { readonly failure: string; readonly raw: string };

/** Reads a whole answer in the hub's format. */
export async function readTestAnswer(response: Response): Promise<TestAnswer> {
  const raw = await response.text();
  const body = parseJson(raw);
  const answer = v.safeParse(answerSchema, body);
  if (response.ok && answer.success) {
    return { text: answer.output.content.map(({ text }) => text).join(""), raw };
  }
  const failure = v.safeParse(failureSchema, body);
  return { failure: failure.success ? failure.output.error.message : `HTTP ${response.status}`, raw };
}
