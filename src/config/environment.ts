import type { Environment } from "./paths.ts";

/** A value of the file after its reference to the environment is resolved. */
export type Resolved =
  | { readonly kind: "value"; readonly value: string; readonly variable?: string }
  /** The variable is unset or empty. */
  | { readonly kind: "unset"; readonly variable: string };

/**
 * Resolves a value that is, as a whole, `$NAME` or `${NAME}`. Whatever else begins with `$` names a variable too, one that
 * cannot be set: the text of a reference is never sent anywhere as a key.
 */
export function resolveReference(written: string, env: Environment): Resolved {
  if (!written.startsWith("$")) return { kind: "value", value: written };
  const variable = /^\$\{(.*)\}$/.exec(written)?.[1] ?? written.slice(1);
  const value = env[variable];
  return value === undefined || value === ""
    ? { kind: "unset", variable }
    : { kind: "value", value, variable };
}
