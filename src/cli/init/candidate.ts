import type { SetupProvider } from "../../config/setup.ts";
import { type StarterModels, starterModels } from "../../providers/starter-models.ts";
import { type ProviderType, providerRow } from "../../providers/table.ts";

/** A provider that could go into the config, found on this machine or named by its user. */
export interface Candidate {
  readonly provider: SetupProvider;
  /** `Z.AI`. */
  readonly title: string;
  /** What makes it usable: `$ZAI_API_KEY is set`. */
  readonly why: string;
  /** Absent: its user has to name one. */
  readonly models?: StarterModels;
}

/** A provider's name in the config: its type, without the dots that would have to be quoted elsewhere. */
export function nameOf(type: ProviderType): string {
  return type.replaceAll(".", "");
}

/** The name itself, or with the first number behind it that makes it a new one. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(free)) return free;
  }
}

/** A candidate with its title and usual models. */
export function candidate(
  provider: Omit<SetupProvider, "name"> & { readonly name?: string },
  why: string,
  models: StarterModels | undefined = starterModels[provider.type],
): Candidate {
  return {
    provider: { ...provider, name: provider.name ?? nameOf(provider.type) },
    title: providerRow(provider.type).title,
    why,
    ...(models && { models }),
  };
}

/** Anthropic with the login that Claude Code sends: it goes through, and ccm stores nothing. */
export function passthrough(why: string): Candidate {
  return candidate({ name: "claude-code", type: "anthropic", auth: "passthrough", keys: [] }, why);
}

/** Gives candidates of one name different ones. A login stays findable under its own. */
export function withUniqueNames(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Set<string>();
  return candidates.map((one) => {
    const { name, auth, login = name } = one.provider;
    const unique = freeName(name, taken);
    taken.add(unique);
    const renamed = auth === "oauth" && unique !== login ? { login } : {};
    return { ...one, provider: { ...one.provider, name: unique, ...renamed } };
  });
}
