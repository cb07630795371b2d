import type { RouterConfig } from "./config.ts";
import { compilePattern } from "./regex.ts";
import type { FileRouter } from "./schema.ts";

/** Every Claude model name; what claude-code-mux maps to the default model. */
const claudeNames = /^claude-/;
const haikuNames = /claude.*haiku/i;

/** Fills in `[router]`. */
export function readRouter(file: FileRouter): RouterConfig {
  return {
    default: file.default,
    ...(file.think ? { think: file.think } : {}),
    ...(file.websearch ? { websearch: file.websearch } : {}),
    ...(file.background ? { background: file.background } : {}),
    ...(file.long_context ? { longContext: file.long_context } : {}),
    longContextTokens: file.long_context_tokens ?? 60_000,
    autoMap: file.auto_map ?? true,
    autoMapRegex: compileOr(claudeNames, file.auto_map_regex),
    backgroundRegex: compileOr(haikuNames, file.background_regex),
    thinkWhen: file.think_when ?? ["enabled", "plan", "ultrathink", "xhigh"],
  };
}

/** The schema has refused patterns that do not compile. */
function compileOr(fallback: RegExp, pattern: string | undefined): RegExp {
  if (!pattern) return fallback;
  const compiled = compilePattern(pattern);
  return "regex" in compiled ? compiled.regex : fallback;
}
