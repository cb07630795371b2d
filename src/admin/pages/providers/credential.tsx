import type { Child } from "hono/jsx";
import type { ProviderConfig } from "../../../config/config.ts";
import { providerRow } from "../../../providers/table.ts";

/** One key: its ends, and the variable that it comes from. */
function Key({ provider, index }: { readonly provider: ProviderConfig; readonly index: number }) {
  const variable = provider.keyVariables[index];
  return (
    <>
      <code>{provider.keys[index]?.masked()}</code>
      {variable !== undefined && (
        <small class="muted">
          from <code>${variable}</code>
        </small>
      )}
    </>
  );
}

/** Whether a provider of this kind answers without a key. */
function needsNoKey({ type, authType }: ProviderConfig): boolean {
  const { auth } = providerRow(type);
  return authType === "api_key" && (auth === "none" || auth === "optional-bearer");
}

/** What a provider signs in with, and a second line about it. */
export function credentialOf(provider: ProviderConfig): { readonly words: Child; readonly detail?: Child } {
  const { authType, keys, oauthProvider, baseUrl } = provider;
  if (authType === "passthrough") {
    return { words: "Passthrough", detail: "Forwards the client's own login; nothing stored" };
  }
  if (authType === "oauth") {
    return { words: <a href="/accounts">Login {oauthProvider}</a> };
  }
  if (keys.length > 0) {
    return { words: keys.map((_, index) => [<Key provider={provider} index={index} />, " "]) };
  }
  const address = baseUrl === undefined ? {} : { detail: <code>{baseUrl}</code> };
  return { words: <span class="muted">{needsNoKey(provider) ? "None needed" : "None"}</span>, ...address };
}
