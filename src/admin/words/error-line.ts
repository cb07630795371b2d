import { messageOf } from "../../thrown.ts";

/** The first line of whatever was thrown. */
export function errorLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}
