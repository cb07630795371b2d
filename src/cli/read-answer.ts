import * as v from "valibot";
import { UserError } from "../errors.ts";

/**
 * What the running ccm answered to a question for `path`.
 * @throws UserError when it answers otherwise than this version does
 */
export function readAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  path: string,
): v.InferOutput<Schema> {
  const read = v.safeParse(schema, answer);
  if (read.success) return read.output;
  throw new UserError(`the running ccm answers ${path} as another version does: ccm restart starts this one`);
}
