import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../config/paths.ts";
import { isJsonObject, parseJson } from "../../json.ts";
import type { Check } from "./check.ts";

const variable = "ANTHROPIC_BASE_URL";

/** Claude Code's own settings may set variables, which then win over the shell's. */
function readSetting(path: string): string | undefined {
  try {
    const settings = parseJson(readFileSync(path, "utf8"));
    const env = isJsonObject(settings) ? settings.env : undefined;
    const value = isJsonObject(env) ? env[variable] : undefined;
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined; // no settings, which is usual
  }
}

function sameAddress(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const named = (text: string): string => new URL(text).origin.replace("//localhost", "//127.0.0.1");
  return named(one) === named(other);
}

/** Whether Claude Code, started from this shell, would come to ccm at `address`. */
export function checkClient(address: string, env: Environment, userHome: string): Check {
  const settings = join(env.CLAUDE_CONFIG_DIR || join(userHome, ".claude"), "settings.json");
  const setting = readSetting(settings);
  const value = setting ?? env[variable];
  const subject = setting === undefined ? variable : `${variable} in ${settings}`;
  const area = "client";
  if (value === undefined || value === "") {
    const words = "not set: clients started from this shell do not come to ccm";
    return { area, subject, state: "warning", words, mend: 'ccm run -- claude, or eval "$(ccm env)"' };
  }
  if (sameAddress(value, address)) return { area, subject, state: "ok", words: `points at ccm, ${address}` };
  const words = `points elsewhere, not at ${address}`;
  const mend = setting === undefined ? 'eval "$(ccm env)"' : "take it out of that file";
  return { area, subject, state: "warning", words, mend };
}
