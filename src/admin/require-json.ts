import type { Context } from "hono";
import { RequestError } from "../errors.ts";

/**
 * Refuses a body that is not JSON. A page of another site can send a form, but no JSON without asking first, and is
 * then refused by its origin: this is what tells a program from one.
 */
export function requireJson(context: Context): void {
  if (/^application\/json\b/i.test(context.req.header("content-type") ?? "")) return;
  throw new RequestError("invalid_request", "Send JSON, with content-type: application/json.", 415);
}
