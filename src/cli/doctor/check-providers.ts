import type { ToldCooldown } from "../../admin/cooldown-json.ts";
import type { ProviderConfig } from "../../config/config.ts";
import type { ProviderLine } from "../provider/list.ts";
import type { Check } from "./check.ts";

function mendOf({ name: provider, authType, unsetVariables }: ProviderConfig, words: string): string {
  if (authType === "oauth") return `ccm auth login ${provider}`;
  const name = /\$(\w+) is unset/.exec(words)?.[1];
  if (name !== undefined) {
    // What is set here reaches a ccm that is started here.
    const first = unsetVariables.includes(name) ? `export ${name}=…, then ` : "";
    return `${first}ccm stop and ccm start`;
  }
  return "add what is missing to the config, or set enabled = false";
}

/** Causes of a cooldown that time does not mend. */
const needsPerson: ReadonlySet<string> = new Set(["authentication", "billing", "permission"]);

/** Credentials that the provider itself refused. */
function checkRefusals(cooldowns: readonly ToldCooldown[]): Check[] {
  return cooldowns
    .filter(({ cause }) => needsPerson.has(cause))
    .map(({ key, cause, message }) => ({
      area: "provider",
      subject: key.credential ?? key.provider,
      state: "warning",
      words: `refused by the provider (${cause}): ${message}`,
      mend: `mend the credential or the account, then ccm cooldown clear --provider ${key.provider}`,
    }));
}

/** What each provider still needs. One that is not ready is passed over; only when none is ready nothing works. */
export function checkProviders(
  providers: readonly ProviderConfig[],
  lines: readonly ProviderLine[],
  cooldowns: readonly ToldCooldown[],
): Check[] {
  const area = "provider";
  const checks = providers.map((provider, at): Check => {
    const words = lines[at]?.state ?? "unknown";
    const subject = provider.name;
    if (words === "disabled" || words.startsWith("ready")) return { area, subject, state: "ok", words };
    return { area, subject, state: "warning", words, mend: mendOf(provider, words) };
  });
  checks.push(...checkRefusals(cooldowns));
  if (lines.some(({ state }) => state.startsWith("ready"))) return checks;
  const none = { area, subject: "all", state: "problem", words: "none is ready" } as const;
  return [...checks, { ...none, mend: "ccm auth login, or give a provider its api_key" }];
}
