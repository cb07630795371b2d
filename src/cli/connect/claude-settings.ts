import { UserError } from "../../errors.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../json.ts";
import type { ClientVariables } from "../client-variables.ts";

/** Every variable that ccm may have set, whatever its config says today. */
export const variablesOfCcm = [
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_AUTH_TOKEN",
  "CLAUDE_CODE_GATEWAY_HINT_HEADERS",
  "CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY",
  "CLAUDE_CODE_MAX_CONTEXT_TOKENS",
] as const satisfies readonly (keyof ClientVariables)[];

function parseSettings(text: string): JsonObject {
  const settings = text.trim() === "" ? {} : parseJson(text);
  if (!isJsonObject(settings)) {
    throw new UserError("the settings of Claude Code are not a JSON object: mend them first");
  }
  return settings;
}

function variablesOf(settings: JsonObject): JsonObject {
  return isJsonObject(settings.env) ? settings.env : {};
}

/** Writes settings in the indentation of the text that they come from; Claude Code itself uses two spaces. */
function print(settings: JsonObject, text: string): string {
  const indent = /^\s*\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? "  ";
  return `${JSON.stringify(settings, null, indent)}\n`;
}

/** Sets variables in the `env` of Claude Code's settings.json; all else stays. */
export function connectClaude(text: string, variables: ClientVariables): string {
  const settings = parseSettings(text);
  return print({ ...settings, env: { ...variablesOf(settings), ...variables } }, text);
}

/**
 * Takes the variables back, each to what it was before.
 * @param before the text that {@link connectClaude} was given; what else changed since then stays
 */
export function disconnectClaude(text: string, before: string): string {
  const settings = parseSettings(text);
  const names: readonly string[] = variablesOfCcm;
  const earlier = variablesOf(parseSettings(before));
  const kept = Object.entries(variablesOf(settings)).filter(([name]) => !names.includes(name));
  const restored = Object.entries(earlier).filter(([name]) => names.includes(name));
  const env = Object.fromEntries([...kept, ...restored]);
  const { env: _, ...rest } = settings;
  return print(Object.keys(env).length === 0 ? rest : { ...rest, env }, text);
}
