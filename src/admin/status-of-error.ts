import type { ContentfulStatusCode } from "hono/utils/http-status";
import { failures, type RequestError } from "../errors.ts";

/** The HTTP status of a refusal. */
export function statusOf(error: RequestError): ContentfulStatusCode {
  // Hono wants a literal; the table and the few overrides hold statuses with a body only.
  return (error.status ?? failures[error.kind].status) as ContentfulStatusCode;
}
