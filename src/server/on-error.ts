import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { RequestError } from "../errors.ts";
import type { Log } from "../log.ts";
import { refusalResponse } from "../pipeline/client-failure.ts";
import type { Dialect } from "../protocols/protocol.ts";
import { dialects } from "../protocols/registry.ts";

/** The envelope a path's clients expect. */
function dialectOf(path: string): Dialect {
  if (/^\/(?:v1\/)?chat\//.test(path)) return dialects["openai-chat"];
  if (/^\/(?:v1\/)?(?:responses|models|embeddings|completions|audio|images)/.test(path))
    return dialects["openai-chat"];
  return dialects.anthropic;
}

function refuse(context: Context, error: RequestError): Response {
  return refusalResponse({
    kind: error.kind,
    message: error.message,
    status: error.status,
    code: error.code,
    dialect: dialectOf(context.req.path),
    requestId: context.get("requestId") ?? "req_unknown",
  });
}

/** The one place where a thrown error becomes an answer. A bug shows nothing of its inside to the client. */
export function onError(log: Log): ErrorHandler {
  return (error, context) => {
    if (error instanceof RequestError) return refuse(context, error);
    log.error("internal error, a bug in ccm", {
      id: context.get("requestId"),
      path: context.req.path,
      error: error.stack ?? error.message,
    });
    return refuse(context, new RequestError("server_error", "Internal error in ccm; its log says more."));
  };
}

/** Unknown paths answer in JSON too: clients parse what they get. */
export const onNotFound: NotFoundHandler = (context) =>
  refuse(context, new RequestError("not_found", `ccm has no ${context.req.method} ${context.req.path}.`));
