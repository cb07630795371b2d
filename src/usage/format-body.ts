import { parseJson } from "../json.ts";

/** A kept body as a person reads it: JSON spread over lines, anything else as it is. */
export function formatBody(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
