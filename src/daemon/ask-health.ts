import { getUnproxied } from "../http/get-unproxied.ts";
import { isJsonObject, parseJson } from "../json.ts";
import { baseUrlOf } from "./base-url.ts";

/** What `GET /health` said: the instance id of a ccm, or that something else holds the address, or nobody. */
export type Health =
  | { readonly state: "ccm"; readonly instanceId: string | undefined }
  | { readonly state: "stranger"; readonly status: number }
  | { readonly state: "silent" };

const longestBody = 64 * 1024;

/** Asks the server at an address who it is; never rejects. */
export async function askHealth(
  address: { readonly host: string; readonly port: number },
  timeoutMs = 1000,
): Promise<Health> {
  const told = await getUnproxied(`${baseUrlOf(address)}/health`, timeoutMs, longestBody);
  if (told === undefined) return { state: "silent" };
  const answer = parseJson(told.body);
  const ours = isJsonObject(answer) && answer.service === "claude-code-mux";
  if (!ours) return { state: "stranger", status: told.status };
  return { state: "ccm", instanceId: typeof answer.instance === "string" ? answer.instance : undefined };
}
