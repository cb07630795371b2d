import type { GeminiQuirks } from "./quirks.ts";

/** What a model is asked to do. */
export type Method = "generateContent" | "streamGenerateContent" | "countTokens";

/** Path of a method below the target's base URL. Only with `alt=sse` is a stream one of events, else it is a JSON array. */
export function methodPath(model: string, method: Method, surface: GeminiQuirks["surface"]): string {
  const call = method === "streamGenerateContent" ? `:${method}?alt=sse` : `:${method}`;
  // Code Assist has one URL for all models and reads the model from the envelope.
  if (surface === "code_assist") return call;
  const id = encodeURIComponent(bareModel(model));
  return surface === "vertex" ? `/publishers/google/models/${id}${call}` : `/models/${id}${call}`;
}

/** Google lists its models as `models/gemini-…`; people paste that. */
export function bareModel(model: string): string {
  return model.replace(/^models\//, "");
}
