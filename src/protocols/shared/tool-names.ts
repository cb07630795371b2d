/*
 * Claude Code's MCP tools (`mcp__server__tool`) outgrow the 64 characters that OpenAI allows. Names are shortened for
 * one request and restored in its answer; the map is made from the request alone, so the same request always yields
 * the same bytes and the provider's prompt cache holds.
 */

/** A two-way map of tool names; names that fit are not in it. */
export interface ToolNames {
  /** From the client's name to the wire's. */
  toWire(name: string): string;
  /** From the wire's name to the client's, only names that changed. */
  readonly changed: ReadonlyMap<string, string>;
}

/** Rules of one wire format. */
export interface ToolNameRules {
  readonly longest: number;
  /** Matches one character that is not allowed. */
  readonly forbidden: RegExp;
}

export const openaiToolNames: ToolNameRules = { longest: 64, forbidden: /[^a-zA-Z0-9_-]/g };

/** Shortens `mcp__long_server__tool` to `mcp__tool` before it cuts: the last part says most. */
function shorten(name: string, rules: ToolNameRules): string {
  const clean = name.replace(rules.forbidden, "_");
  if (clean.length <= rules.longest) return clean;
  const last = clean.startsWith("mcp__") ? `mcp__${clean.slice(clean.lastIndexOf("__") + 2)}` : clean;
  return last.slice(0, rules.longest);
}

/** Maps every name of a request; two names never fall together. */
export function mapToolNames(names: Iterable<string>, rules: ToolNameRules): ToolNames {
  const wire = new Map<string, string>();
  const taken = new Set<string>();
  const all = [...new Set(names)];
  // Names that fit come first, so that a shortened one can never push them aside.
  for (const name of all) {
    if (shorten(name, rules) === name) taken.add(name);
  }
  for (const name of all) {
    if (taken.has(name) && shorten(name, rules) === name) continue;
    const base = shorten(name, rules);
    let candidate = base;
    for (let n = 1; taken.has(candidate); n++) {
      const suffix = `_${n}`;
      candidate = base.slice(0, rules.longest - suffix.length) + suffix;
    }
    taken.add(candidate);
    wire.set(name, candidate);
  }
  return {
    toWire: (name) => wire.get(name) ?? name,
    changed: new Map([...wire].map(([original, short]) => [short, original])),
  };
}
