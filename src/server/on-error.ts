import { BusyError, RequestError } from "../errors.ts";
import type { Log } from "../log.ts";
import { refusalResponse } from "../pipeline/client-failure.ts";
import type { Dialect } from "../protocols/protocol.ts";
import { dialects } from "../protocols/registry.ts";

/** What of a request an answer to its failure depends on. */
export interface FailedRequest {
  readonly id: string;
  readonly path: string;
}

/** The envelope a path's clients expect. */
function dialectOf(path: string): Dialect {
  const isOpenAi = /^\/(?:v1\/)?(?:chat\/|responses|models|embeddings|completions|audio|images)/.test(path);
  return isOpenAi ? dialects["openai-chat"] : dialects.anthropic;
}

function refuse({ id, path }: FailedRequest, error: RequestError): Response {
  const { kind, message, status, code } = error;
  return refusalResponse({
    kind,
    message,
    status,
    code,
    dialect: dialectOf(path),
    requestId: id,
    ...(error instanceof BusyError && { retryAfter: error.retryAfter }),
  });
}

/** The one place where a thrown error becomes an answer. A bug shows nothing of its inside to the client. */
export function answerError(log: Log, error: unknown, request: FailedRequest): Response {
  if (error instanceof RequestError) return refuse(request, error);
  log.error("internal error, a bug in ccm", {
    ...request,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return refuse(request, new RequestError("server_error", "Internal error in ccm; its log says more."));
}
