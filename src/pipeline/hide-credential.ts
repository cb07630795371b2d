import type { Credential } from "../auth/credential.ts";
import { UpstreamError, type UpstreamFailure } from "../errors.ts";
import { Secret } from "../secret.ts";
import { clientCredentials } from "./upstream-headers.ts";

/** What a call carried to prove who pays: ccm's own credential, and the client's, which may be passed through. */
function sentSecrets(client: Headers, credential: Credential | undefined): readonly Secret[] {
  const own = credential ? [credential.secret] : [];
  const theirs = clientCredentials.flatMap((name) => client.get(name)?.replace(/^bearer /i, "") ?? []);
  return [...own, ...theirs.map((value) => new Secret(value))];
}

/**
 * The same failure, its words without the credential that was sent. Some hosts repeat a key when they refuse it, and
 * the words go to the client, the ledger, the pages and the file of cooldowns.
 */
export function hideInFailure(
  failure: UpstreamFailure,
  client: Headers,
  credential: Credential | undefined,
): UpstreamFailure {
  const secrets = sentSecrets(client, credential);
  const hide = (text: string): string => secrets.reduce((rest, secret) => secret.hideIn(rest), text);
  const message = hide(failure.message);
  const body = failure.anthropicBody === undefined ? undefined : hide(failure.anthropicBody);
  if (message === failure.message && body === failure.anthropicBody) return failure;
  return { ...failure, message, ...(body !== undefined && { anthropicBody: body }) };
}

/** The same error, with {@link hideInFailure} done to what an upstream said. */
export function hideCredential(error: unknown, client: Headers, credential: Credential | undefined): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const failure = hideInFailure(error.failure, client, credential);
  return failure === error.failure ? error : new UpstreamError(failure);
}
