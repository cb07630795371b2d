import type { CredentialSource } from "../../auth/credential.ts";
import type { Cooldown } from "../../chain/cooldown.ts";
import type { ModelConfig, ProviderConfig } from "../../config/config.ts";
import { providerRow } from "../../providers/table.ts";
import type { Tone } from "../components/status.tsx";
import { capitalised } from "../words/capitalised.ts";
import { restWords } from "../words/rest.ts";
import { credentialIds, restOf } from "./rest-of.ts";

/** Whether a provider would be asked now, and what stands in the way. */
export interface ProviderState {
  readonly tone: Tone;
  /** `Ready`, `Cooling down`, `Key refused`, `Not configured`, `Disabled`, … */
  readonly word: string;
  /** The reason, in a sentence without its end; empty when there is nothing to say. */
  readonly detail: string;
  readonly ready: boolean;
  /** When it heals by itself, in milliseconds since the epoch. */
  readonly until?: number;
  /** What a person can do about it. */
  readonly fix?: "key" | "login" | "address";
}

/** What decides about a provider beside its own entry. */
export interface ProviderSurroundings {
  readonly credentials: CredentialSource;
  /** The active ones. */
  readonly cooldowns: readonly Cooldown[];
  readonly models: readonly ModelConfig[];
}

function unready(word: string, detail: string, fix: ProviderState["fix"]): ProviderState {
  return { tone: "warn", word, detail, ready: false, ...(fix && { fix }) };
}

function sentenceOf(reason: string): string {
  // The command that the terminal is told is a link here.
  return capitalised(reason.replace(/^not configured: /, "").replace(/: run `[^`]*`$/, ""));
}

function lacking(provider: ProviderConfig, reason: string): ProviderState {
  if (provider.authType !== "oauth") return unready("Not configured", sentenceOf(reason), "key");
  if (reason.startsWith("not logged in")) return unready("Not logged in", "No login is stored", "login");
  return { ...unready("Login over", sentenceOf(reason), "login"), tone: "bad" };
}

function resting(cooldown: Cooldown, fix: ProviderState["fix"]): ProviderState {
  const { message, until } = cooldown;
  const words = restWords(cooldown);
  const healing = words.tone === "bad" && fix ? { fix } : {};
  return { ...words, detail: message, ready: false, until, ...healing };
}

function earliest(cooldowns: readonly Cooldown[]): Cooldown | undefined {
  return cooldowns.toSorted((one, other) => one.until - other.until)[0];
}

/** Tells how a provider stands, without asking it. */
export function providerState(provider: ProviderConfig, around: ProviderSurroundings): ProviderState {
  if (!provider.enabled) return { tone: "off", word: "Disabled", detail: "", ready: false };
  if ((provider.baseUrl ?? providerRow(provider.type).baseUrl) === undefined) {
    return unready("Not configured", "base_url is missing", "address");
  }
  const handles = around.credentials.handlesOf(provider);
  if ("reason" in handles) return lacking(provider, handles.reason);

  const fix = provider.authType === "oauth" ? "login" : "key";
  const { name } = provider;
  const { cooldowns } = around;
  const ids = credentialIds(handles);
  const rests = ids.flatMap((id) => restOf(id, { provider: name }, cooldowns) ?? []);
  const first = earliest(rests);
  if (first && rests.length === ids.length) return resting(first, fix);

  const models = new Set(
    around.models
      .flatMap(({ mappings }) => mappings)
      .filter((mapping) => mapping.provider === name)
      .map(({ actualModel }) => actualModel),
  );
  const restingModels = [...models].filter((model) =>
    ids.every((id) => restOf(id, { provider: name, model }, cooldowns) !== undefined),
  );
  const soonest = earliest(cooldowns.filter(({ key }) => key.provider === name));
  if (soonest && models.size > 0 && restingModels.length === models.size) return resting(soonest, fix);

  const parts = [
    rests.length > 0 && `${rests.length} of ${ids.length} keys cooling down`,
    restingModels.length > 0 && `${restingModels.length} of ${models.size} models cooling down`,
  ];
  return { tone: "ok", word: "Ready", detail: parts.filter(Boolean).join(", "), ready: true };
}
