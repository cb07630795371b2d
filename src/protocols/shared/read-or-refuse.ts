import * as v from "valibot";
import { RequestError } from "../../errors.ts";

/**
 * Reads a part of a client's request by its schema; `place` is the part's path from the top of the body.
 * @throws RequestError `invalid_request` naming the first wrong member (`messages.1.role: …`).
 */
export function readOrRefuse<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  place?: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [place, v.getDotPath(issue)].filter(Boolean).join(".");
  throw new RequestError("invalid_request", path ? `${path}: ${issue.message}` : issue.message);
}
