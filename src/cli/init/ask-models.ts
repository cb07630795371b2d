import * as v from "valibot";
import { isJsonObject, parseJson } from "../../json.ts";

const modelsSchema = v.object({
  data: v.array(v.object({ id: v.string(), owned_by: v.optional(v.unknown()) })),
});

/** A model as a server lists it. */
export interface ListedModel {
  readonly id: string;
  /** What the server calls itself, where it does: `vllm`, `llamacpp`. */
  readonly ownedBy: string;
}

const longestBody = 4 * 1024 * 1024;

function readModels(body: string): readonly ListedModel[] | undefined {
  const answer = parseJson(body);
  const parsed = v.safeParse(modelsSchema, isJsonObject(answer) ? answer : undefined);
  if (!parsed.success) return undefined;
  return parsed.output.data.map(({ id, owned_by: owner }) => ({ id, ownedBy: String(owner ?? "") }));
}

/**
 * Asks a server of this machine for its models; `undefined` when nothing of the kind listens there. Never rejects. Goes by
 * `node:http`, because Bun's `fetch` would send the question to `HTTP_PROXY`, loopback or not.
 */
export async function askLocalModels(
  baseUrl: string,
  timeoutMs: number,
): Promise<readonly ListedModel[] | undefined> {
  const { get } = await import("node:http");
  return new Promise((resolve) => {
    const nobody = () => resolve(undefined);
    const signal = AbortSignal.timeout(timeoutMs);
    const request = get(`${baseUrl}/v1/models`, { agent: false, signal }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > longestBody) request.destroy();
      });
      response.on("error", nobody);
      response.on("close", nobody); // after "end" it changes nothing
      response.on("end", () => resolve(response.statusCode === 200 ? readModels(body) : undefined));
    });
    request.on("error", nobody);
  });
}
