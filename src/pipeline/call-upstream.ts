import { classifyRefusal } from "../chain/classify.ts";
import { UpstreamError } from "../errors.ts";
import { transportFailure, type UpstreamFetch, type UpstreamRequest } from "../http/upstream-fetch.ts";
import { openBody } from "./upstream-body.ts";

/** Error bodies are a few hundred bytes; a CDN's page a few thousand. */
const longestErrorBody = 1024 * 1024;

/**
 * Makes one call and resolves with its 2xx response.
 * `onHeaders` sees the headers of every answer, refusals too.
 * @throws UpstreamError for everything else: no connection, a limit of time, any other status.
 */
export async function callUpstream(
  fetch: UpstreamFetch,
  request: UpstreamRequest,
  now: () => number,
  onHeaders?: (headers: Headers) => void,
): Promise<Response> {
  const { signal } = request.controller;
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (signal.aborted && signal.reason instanceof UpstreamError) throw signal.reason;
    throw transportFailure(error);
  }
  onHeaders?.(response.headers);
  if (response.ok) return response;
  const body = await openBody(response, "whole", signal);
  const text = await body.readAll(longestErrorBody).catch(() => "");
  throw classifyRefusal({ status: response.status, headers: response.headers, body: text }, now());
}
