import type { Environment } from "../config/paths.ts";
import { type ProviderType, providerRow } from "../providers/table.ts";

/** The variable that a text names as a whole: `$NAME`, `${NAME}`, LiteLLM's `os.environ/NAME`. */
export function referenceIn(text: string): string | undefined {
  const found = /^(?:\$(\w+)|\$\{(\w+)\}|os\.environ\/(\w+))$/.exec(text.trim());
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** A variable that holds this very key, so that the key need not be stored; `first` is looked at before all others. */
export function variableHolding(key: string, env: Environment, first = ""): string | undefined {
  if (key === "") return undefined;
  return env[first] === key ? first : Object.entries(env).find(([, value]) => value === key)?.[0];
}

/** The variable that holds a type's key by custom, or by its name where there is no custom. */
export function usualVariable(type: ProviderType): string {
  return providerRow(type).keyVariable ?? `${type.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_API_KEY`;
}
