import * as v from "valibot";
import type { ModelConfig } from "../../config/config.ts";
import { indexJson } from "../../http/json-index.ts";
import { parseJson } from "../../json.ts";
import type { AdminDependencies } from "../dependencies.ts";
import type { TestForm } from "./test-conversation.ts";
import { testDialects } from "./test-dialects.ts";

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
  const { endpoint, dialect, body } = testDialects[form.format];
  const bytes = new TextEncoder().encode(JSON.stringify(body(form, stream)));
  return deps.pipeline.handle({
    id: deps.newId("req_"),
    endpoint,
    dialect,
    headers: new Headers({
      "user-agent": `ccm-test/${deps.version}`,
      ...(form.format === "anthropic" && { "anthropic-version": "2023-06-01" }),
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

const failureSchema = v.object({ error: v.object({ message: v.string() }) });

/** What came back for a test. */
export type TestAnswer =
  | { readonly text: string; readonly raw: string }
  /** The upstream's words, or ccm's. */
  | { readonly failure: string; readonly raw: string };

/** Reads a whole answer in the format that was asked for. */
export async function readTestAnswer(response: Response, format: TestForm["format"]): Promise<TestAnswer> {
  const raw = await response.text();
  const body = parseJson(raw);
  const text = response.ok ? testDialects[format].textOf(body) : undefined;
  if (text !== undefined) return { text, raw };
  const failure = v.safeParse(failureSchema, body);
  return { failure: failure.success ? failure.output.error.message : `HTTP ${response.status}`, raw };
}
