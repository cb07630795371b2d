import type { Environment } from "../../config/paths.ts";
import { claudeSettingsPath, readClaudeVariables } from "../client-settings.ts";
import type { Check } from "./check.ts";

const variable = "ANTHROPIC_BASE_URL";

function sameAddress(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const named = (text: string): string => new URL(text).origin.replace("//localhost", "//127.0.0.1");
  return named(one) === named(other);
}

/** Whether Claude Code, started from this shell, would come to ccm at `address`. */
export function checkClient(address: string, env: Environment, userHome: string): Check {
  const settings = claudeSettingsPath(env, userHome);
  const setting = readClaudeVariables(env, userHome)[variable];
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
