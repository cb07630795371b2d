import { createHash } from "node:crypto";
import type { ProviderConfig } from "../config/config.ts";
import { UpstreamError } from "../errors.ts";
import { providerRow } from "../providers/table.ts";
import type { Secret } from "../secret.ts";
import type { GoogleAdc } from "./adc.ts";
import type { CredentialHandle, CredentialSource, NotReady } from "./credential.ts";
import type { FindProject } from "./find-project.ts";
import { endedWords, notLoggedInWords, type Refresher } from "./refresh.ts";
import type { TokenStore } from "./store.ts";

/** Ten hex digits: enough to see that a credential is another one, too few to be one. */
function versionOf(secret: Secret): string {
  return createHash("sha256").update(secret.reveal()).digest("hex").slice(0, 10);
}

function keyHandles({ name, keys }: ProviderConfig): readonly CredentialHandle[] {
  return keys.map((secret, index) => {
    const resolved = Promise.resolve({ secret, kind: "api_key" as const });
    return {
      id: index === 0 ? name : `${name}#${index + 1}`,
      version: versionOf(secret),
      resolve: () => resolved,
      refreshAfterRejection: async () => false,
    };
  });
}

/** Creates the chain's source of credentials. Asking it is cheap: nothing leaves the machine before `resolve`. */
export function createCredentials(deps: {
  readonly store: TokenStore;
  readonly refresher: Refresher;
  readonly findProject: FindProject;
  readonly adc: GoogleAdc;
}): CredentialSource {
  const { store, refresher, findProject, adc } = deps;
  /** A config's keys never change, and each request asks for them. */
  const handlesOfKeys = new WeakMap<ProviderConfig, readonly CredentialHandle[]>();

  function keysOrReason(provider: ProviderConfig): readonly CredentialHandle[] | NotReady {
    const known = handlesOfKeys.get(provider);
    if (known) return known;
    if (provider.keys.length > 0) {
      const handles = keyHandles(provider);
      handlesOfKeys.set(provider, handles);
      return handles;
    }
    const { auth, keyVariable } = providerRow(provider.type);
    if (provider.unsetVariables.length > 0) {
      const names = provider.unsetVariables.map((variable) => `$${variable}`);
      const verb = names.length === 1 ? "is" : "are";
      return { reason: `not configured: ${names.join(", ")} ${verb} unset` };
    }
    if (auth === "none" || auth === "optional-bearer") return [];
    return {
      reason: `not configured: api_key is missing${keyVariable ? ` (set it to "$${keyVariable}")` : ""}`,
    };
  }

  function loginHandle(provider: ProviderConfig, token: Secret): CredentialHandle {
    const login = provider.oauthProvider;
    let issued = token;
    return {
      id: `${provider.name}@login`,
      version: versionOf(token),
      async resolve() {
        const stored = await refresher.fresh(login);
        issued = stored.accessToken;
        const projectId = provider.projectId ?? (await findProject(stored));
        return {
          secret: stored.accessToken,
          kind: "oauth",
          ...(stored.account.id !== undefined && { accountId: stored.account.id }),
          ...(projectId !== undefined && { projectId }),
        };
      },
      refreshAfterRejection: () => refresher.replaceRejected(login, issued),
    };
  }

  function loginOrReason(provider: ProviderConfig): readonly CredentialHandle[] | NotReady {
    const { oauth, title } = providerRow(provider.type);
    if (!oauth) return { reason: `not configured: ${title} has no login; use api_key` };
    const stored = store.get(provider.oauthProvider);
    if (!stored) return { reason: store.problem() ?? notLoggedInWords(provider.name) };
    if (stored.ended !== undefined)
      return { reason: endedWords(provider.oauthProvider, stored.ended.reason) };
    return [loginHandle(provider, stored.accessToken)];
  }

  function adcHandle(provider: ProviderConfig): CredentialHandle {
    let issued = false;
    return {
      id: `${provider.name}@adc`,
      version: adc.version(),
      async resolve() {
        const { accessToken, projectId: own, quotaProjectId } = await adc.token();
        const projectId = provider.projectId ?? own;
        if (projectId === undefined) {
          throw new UpstreamError({
            kind: "authentication",
            message: `no Google Cloud project: set project_id for provider "${provider.name}", or $GOOGLE_CLOUD_PROJECT`,
          });
        }
        issued = true;
        return { secret: accessToken, kind: "adc", projectId, ...(quotaProjectId && { quotaProjectId }) };
      },
      async refreshAfterRejection() {
        if (issued) adc.forget();
        return issued;
      },
    };
  }

  return {
    handlesOf(provider) {
      if (provider.authType === "passthrough") return [];
      // The original asked for an api_key of Vertex AI and never used it; whatever stands there means nothing.
      if (provider.type === "vertex-ai") {
        const reason = adc.lastFailure();
        return reason === undefined ? [adcHandle(provider)] : { reason };
      }
      return provider.authType === "oauth" ? loginOrReason(provider) : keysOrReason(provider);
    },
  };
}
