/*
 * Claude Code's model discovery hides every id without "claude" in it. `/v1/models` therefore lists each other model
 * also under an alias, which routes exactly as the model itself.
 */

const prefix = "claude-ccm-";

/** The name under which Claude Code shows this model; the name itself where it shows already. */
export function aliasOf(name: string): string {
  return /claude|anthropic/i.test(name) ? name : prefix + name;
}

/** The model that an alias means; any other name means itself. */
export function resolveAlias(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
