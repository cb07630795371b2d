import OpenAI from "openai";

/** The `openai` package with a canned answer in place of the network. */
export function sdkAnswering(body: string, status = 200): OpenAI {
  const isJson = body.startsWith("{");
  const headers = { "content-type": isJson ? "application/json" : "text/event-stream" };
  return new OpenAI({
    apiKey: "test-key",
    baseURL: "http://ccm.test/v1",
    maxRetries: 0,
    fetch: async () => new Response(body, { status, headers }),
  });
}

type SdkResponse = Awaited<ReturnType<ReturnType<OpenAI["responses"]["stream"]>["finalResponse"]>>;

/** Folds a stream as OpenAI's SDK does: it throws on a wrong index, id or order. */
export async function foldWithSdk(sse: string): Promise<SdkResponse> {
  const stream = sdkAnswering(sse).responses.stream({ model: "any", input: "any" });
  return await stream.finalResponse();
}

/** The output as it was sent: the SDK adds what it parsed out of it. */
export function sentOutput(response: SdkResponse): unknown {
  return JSON.parse(
    JSON.stringify(response.output, (key, value) =>
      key === "parsed" || key === "parsed_arguments" ? undefined : value,
    ),
  );
}
