import { isJsonObject } from "../json.ts";
import type { ErrorBody } from "./read-error-body.ts";

/** Codes under which `param` names something that the host does not take, rather than something malformed. */
const refusalCodes: ReadonlySet<string> = new Set([
  "unsupported_parameter",
  "unsupported_value",
  "unknown_parameter",
]);

/** The words of OpenAI and its imitators, Groq and xAI; the name is the first group. */
const refusalWords = [
  /(?:unsupported|unknown|unrecognized|unexpected) (?:request )?(?:parameter|argument|field|property)(?: supplied)?:? ['"`]?([\w.]+)/i,
  /property ['"`]([\w.]+)['"`] is unsupported/i,
  /argument not supported on this model: ['"`]?([\w.]+)/i,
  /['"`]([\w.]+)['"`] is not supported (?:with|by|for) (?:this|the) model/i,
] as const;

/** FastAPI's list: `{ type: "extra_forbidden", loc: ["body", "top_k"] }` (Mistral, vLLM). */
function forbiddenExtra({ parts }: ErrorBody): string | undefined {
  for (const { detail } of parts) {
    const entries = Array.isArray(detail) ? detail.filter(isJsonObject) : [];
    const extra = entries.find(({ type }) => type === "extra_forbidden");
    if (Array.isArray(extra?.loc)) return extra.loc.filter((step) => step !== "body").join(".");
  }
  return undefined;
}

/** The member of the request that a host says it does not take; `undefined` when it complains of something else. */
export function readRefusedParameter(body: ErrorBody): string | undefined {
  const named = body.parts.map(({ param }) => param).find((param) => typeof param === "string");
  if (typeof named === "string" && refusalCodes.has(body.code ?? "")) return named;
  const extra = forbiddenExtra(body);
  if (extra !== undefined) return extra;
  for (const words of refusalWords) {
    const found = words.exec(body.message ?? "")?.[1];
    if (found !== undefined) return found.replace(/\.$/, "");
  }
  return undefined;
}
