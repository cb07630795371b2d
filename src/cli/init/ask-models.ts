import * as v from "valibot";
import { getUnproxied } from "../../http/get-unproxied.ts";
import { parseJson } from "../../json.ts";

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

/** Asks a server of this machine for its models; `undefined` when nothing of the kind listens there. Never rejects. */
export async function askLocalModels(
  baseUrl: string,
  timeoutMs: number,
): Promise<readonly ListedModel[] | undefined> {
  const answer = await getUnproxied(`${baseUrl}/v1/models`, timeoutMs, longestBody);
  if (answer?.status !== 200) return undefined;
  const parsed = v.safeParse(modelsSchema, parseJson(answer.body));
  if (!parsed.success) return undefined;
  return parsed.output.data.map(({ id, owned_by: owner }) => ({ id, ownedBy: String(owner ?? "") }));
}
