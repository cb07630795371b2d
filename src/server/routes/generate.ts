import type { ClientRequest } from "../../pipeline/client-request.ts";
import type { CountTokens } from "../../pipeline/count-tokens.ts";
import type { Pipeline } from "../../pipeline/handle.ts";
import type { Dialect } from "../../protocols/protocol.ts";
import { dialects } from "../../protocols/registry.ts";
import { type RequestReading, readClientRequest } from "../read-client-request.ts";

/** Answers a POST whose guards it has passed. */
export type Endpoint = (request: Request, id: string) => Promise<Response>;

/** The endpoints that read a prompt, by path. Clients differ in whether their base URL ends in `/v1`. */
export function generatingEndpoints(
  dependencies: RequestReading & { readonly pipeline: Pipeline; readonly countTokens: CountTokens },
): ReadonlyMap<string, Endpoint> {
  const { pipeline, countTokens } = dependencies;
  const endpoint =
    (
      name: ClientRequest["endpoint"],
      dialect: Dialect,
      serve: (request: ClientRequest) => Promise<Response>,
    ): Endpoint =>
    async (request, id) =>
      serve(await readClientRequest(request, id, name, dialect, dependencies));

  const { anthropic, "openai-chat": chat, "openai-responses": responses } = dialects;
  const endpoints: readonly (readonly [string, Endpoint])[] = [
    ["/messages", endpoint("messages", anthropic, pipeline.handle)],
    ["/messages/count_tokens", endpoint("count_tokens", anthropic, countTokens)],
    ["/chat/completions", endpoint("chat_completions", chat, pipeline.handle)],
    ["/responses", endpoint("responses", responses, pipeline.handle)],
  ];
  return new Map(
    endpoints.flatMap(([path, serve]) => [
      [`/v1${path}`, serve],
      [path, serve],
    ]),
  );
}
