import type { CredentialHandle } from "../../auth/credential.ts";
import type { Cooldown } from "../../chain/cooldown.ts";

/** What rests or does not: a model, or with no model all of them. */
interface RestSubject {
  readonly provider: string;
  readonly model?: string;
}

/** Ids of the credentials that a provider is called with; one without a name where it needs none, or the client's own. */
export function credentialIds(handles: readonly CredentialHandle[]): readonly (string | undefined)[] {
  return handles.length > 0 ? handles.map(({ id }) => id) : [undefined];
}

/** What keeps one credential from the subject: of its own cooldowns and those of the host the one that ends last. */
export function restOf(
  credential: string | undefined,
  { provider, model }: RestSubject,
  cooldowns: readonly Cooldown[],
): Cooldown | undefined {
  return cooldowns
    .filter(
      ({ key }) =>
        key.provider === provider &&
        (key.model === undefined || key.model === model) &&
        (credential === undefined || key.credential === undefined || key.credential === credential),
    )
    .toSorted((one, other) => other.until - one.until)[0];
}
