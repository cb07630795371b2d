import type { JsonObject } from "../../json.ts";

/** One turn of a Gemini conversation. Roles alternate, the first is `user`, and `parts` is never empty. */
export interface Content {
  readonly role: "user" | "model";
  readonly parts: readonly JsonObject[];
}
