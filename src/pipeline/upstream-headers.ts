import type { Credential } from "../auth/credential.ts";
import type { Target } from "../chain/target.ts";
import { describingRequestHeaders, forwardedRequestHeaders, type HeaderFields } from "../http/headers.ts";

/** Beta that Anthropic demands with an OAuth bearer; without it the answer is 401. */
const oauthBeta = "oauth-2025-04-20";

/** Headers in which clients send their credential. */
export const clientCredentials = ["authorization", "x-api-key"] as const;

/** Whether a client sent a credential that `auth_type = "passthrough"` can forward. */
export function hasCredential(client: Headers): boolean {
  return clientCredentials.some((name) => client.has(name));
}

function setCredential(headers: HeaderFields, target: Target, credential: Credential): void {
  const value = credential.secret.reveal();
  const style = credential.kind === "api_key" ? (target.provider.authHeader ?? target.row.auth) : "bearer";
  switch (style) {
    case "x-api-key":
    case "api-key":
    case "x-goog-api-key":
      headers[style] = value;
      break;
    case "bearer":
    case "optional-bearer":
      headers.authorization = `Bearer ${value}`;
      break;
    case "none":
      break;
  }
  if (credential.accountId !== undefined) headers["chatgpt-account-id"] = credential.accountId;
  if (credential.quotaProjectId !== undefined) {
    headers["x-goog-user-project"] = credential.quotaProjectId;
  }
}

function addBeta(headers: HeaderFields, beta: string): void {
  const betas = (headers["anthropic-beta"] ?? "").split(",").map((name) => name.trim());
  if (betas.includes(beta)) return;
  headers["anthropic-beta"] = [...betas.filter(Boolean), beta].join(",");
}

function baseHeaders(target: Target, client: Headers, relayed: boolean, userAgent: string): HeaderFields {
  if (relayed && target.protocol === "anthropic" && target.quirks.anthropic.native) {
    return forwardedRequestHeaders(client);
  }
  if (relayed) return describingRequestHeaders(client);
  return { "user-agent": userAgent };
}

/**
 * Headers of one call. Anthropic gets what Claude Code sent, other hosts only what describes the client, and a
 * translated request is ccm's own. The client's credential goes only where `auth_type = "passthrough"` says so.
 */
export function upstreamHeaders(call: {
  readonly target: Target;
  readonly client: Headers;
  readonly relayed: boolean;
  readonly stream: boolean;
  readonly credential: Credential | undefined;
  readonly session: string | undefined;
  readonly userAgent: string;
}): HeaderFields {
  const { target, client, credential } = call;
  const headers = baseHeaders(target, client, call.relayed, call.userAgent);
  headers["content-type"] = "application/json";
  headers.accept ??= call.stream ? "text/event-stream" : "application/json";
  if (target.protocol === "anthropic" && !target.quirks.anthropic.vertex) {
    headers["anthropic-version"] ??= "2023-06-01";
  }
  Object.assign(headers, target.headers);
  if (target.provider.authType === "passthrough") {
    for (const name of clientCredentials) {
      const value = client.get(name);
      if (value !== null) headers[name] = value;
    }
  }
  if (credential) setCredential(headers, target, credential);
  if (credential?.kind === "oauth" && target.protocol === "anthropic") addBeta(headers, oauthBeta);
  if (
    target.protocol === "openai-responses" &&
    target.quirks.responses.chatgptBackend &&
    call.session !== undefined
  ) {
    // The backend keeps a conversation on one cache by it.
    headers["session-id"] = call.session;
  }
  return headers;
}
