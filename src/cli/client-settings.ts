import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Environment } from "../config/paths.ts";
import { parseJson } from "../json.ts";

const settingsSchema = v.looseObject({ env: v.optional(v.record(v.string(), v.string()), {}) });

/** Where Claude Code keeps its settings; a variable moves the folder. */
export function claudeSettingsPath(env: Environment, userHome: string): string {
  return join(env.CLAUDE_CONFIG_DIR || join(userHome, ".claude"), "settings.json");
}

/** The variables that Claude Code's own settings set, which win over the shell's. None when there are no such settings. */
export function readClaudeVariables(env: Environment, userHome: string): Environment {
  try {
    const text = readFileSync(claudeSettingsPath(env, userHome), "utf8");
    const settings = v.safeParse(settingsSchema, parseJson(text));
    return settings.success ? settings.output.env : {};
  } catch {
    return {}; // no settings, which is usual
  }
}
