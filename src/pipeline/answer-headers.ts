import type { Target } from "../chain/target.ts";
import type { HeaderFields } from "../http/headers.ts";
import type { Route } from "../router/route.ts";
import type { ClientRequest } from "./client-request.ts";

/** Header values are visible ASCII; a model's name may be anything, half a character too. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
}

/** Puts into an answer's headers how it came about; `calls` are those to upstreams so far. */
export function addRouteHeaders(
  headers: HeaderFields,
  { request, route }: { readonly request: Pick<ClientRequest, "id">; readonly route: Route },
  calls: number,
  target?: Target,
): HeaderFields {
  headers["request-id"] = request.id;
  headers["x-request-id"] = request.id;
  headers["x-ccm-request-id"] = request.id;
  headers["x-ccm-route"] = route.reason;
  headers["x-ccm-model"] = headerText(route.model);
  headers["x-ccm-attempts"] = String(calls);
  if (target) headers["x-ccm-provider"] = headerText(target.provider.name);
  if (route.warning !== undefined) headers["x-ccm-warning"] = headerText(route.warning);
  return headers;
}

/** Puts in what makes an answer a stream of events that nobody on the way holds back. */
export function addStreamHeaders(headers: HeaderFields): HeaderFields {
  headers["content-type"] = "text/event-stream; charset=utf-8";
  headers["cache-control"] = "no-cache";
  headers["x-accel-buffering"] = "no";
  return headers;
}

/** Puts in what translation dropped, by name, if anything. */
export function noteLosses(headers: HeaderFields, dropped: readonly string[]): void {
  if (dropped.length > 0) headers["x-ccm-lossy"] = headerText([...new Set(dropped)].join(", "));
}
