import { hash } from "node:crypto";
import { isJsonObject, parseJson } from "../json.ts";
import type { RequestView } from "../router/request-view.ts";

/** Claude Code puts `{"device_id":…,"session_id":…}` into `metadata.user_id`; older versions `user_…_session_<uuid>`. */
function sessionIn(userId: string | undefined): string | undefined {
  if (userId === undefined) return undefined;
  const value = parseJson(userId);
  if (isJsonObject(value) && typeof value.session_id === "string") return value.session_id;
  return /_session_(.+)$/.exec(userId)?.[1] ?? userId;
}

function sessionInHeaders(headers: Headers): string | undefined {
  for (const name of ["x-claude-code-session-id", "session-id", "session_id"]) {
    const value = headers.get(name);
    if (value !== null) return value;
  }
  return undefined;
}

/** The client's session as 16 hex digits, from a header of Claude Code or Codex or the body; `undefined` when it names none. */
export function sessionKey(view: RequestView): string | undefined {
  const session = sessionInHeaders(view.headers) ?? sessionIn(view.userId());
  return session ? hash("sha256", session, "hex").slice(0, 16) : undefined;
}
