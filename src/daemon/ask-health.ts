import { isJsonObject, parseJson } from "../json.ts";
import { baseUrlOf } from "./base-url.ts";

/** What `GET /health` said: the instance id of a ccm, or that something else holds the address, or nobody. */
export type Health =
  | { readonly state: "ccm"; readonly instanceId: string | undefined }
  | { readonly state: "stranger"; readonly status: number }
  | { readonly state: "silent" };

const longestBody = 64 * 1024;

/**
 * Asks the server at an address who it is; never rejects. Goes by `node:http`, because Bun's `fetch` would send the
 * question to `HTTP_PROXY`, loopback or not.
 */
export async function askHealth(
  address: { readonly host: string; readonly port: number },
  timeoutMs = 1000,
): Promise<Health> {
  const { get } = await import("node:http"); // slow to load, and most commands do without
  return new Promise((resolve) => {
    const silent = () => resolve({ state: "silent" });
    const signal = AbortSignal.timeout(timeoutMs);
    const request = get(`${baseUrlOf(address)}/health`, { agent: false, signal }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > longestBody) request.destroy();
      });
      response.on("error", silent);
      response.on("close", silent); // after "end" it changes nothing
      response.on("end", () => {
        const answer = parseJson(body);
        const ours = isJsonObject(answer) && answer.service === "claude-code-mux";
        if (!ours) return resolve({ state: "stranger", status: response.statusCode ?? 0 });
        resolve({
          state: "ccm",
          instanceId: typeof answer.instance === "string" ? answer.instance : undefined,
        });
      });
    });
    request.on("error", silent);
  });
}
