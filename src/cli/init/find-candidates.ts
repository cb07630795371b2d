import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeLogin } from "../../auth/describe-login.ts";
import type { StoredLogin } from "../../auth/stored-login.ts";
import type { Environment } from "../../config/paths.ts";
import { isJsonObject, parseJson } from "../../json.ts";
import type { StarterModels } from "../../providers/starter-models.ts";
import { type ProviderType, providerRow, providerTypes } from "../../providers/table.ts";
import { typeOfVendor } from "../auth/type-of-vendor.ts";
import { askLocalModels, type ListedModel } from "./ask-models.ts";
import { type Candidate, candidate, passthrough } from "./candidate.ts";

/** Where a client's variables may send a vendor's key to another host. */
const baseVariables: Readonly<Partial<Record<ProviderType, string>>> = {
  anthropic: "ANTHROPIC_BASE_URL",
  openai: "OPENAI_BASE_URL",
};

function isForAnotherHost(type: ProviderType, env: Environment): boolean {
  const base = env[baseVariables[type] ?? ""];
  const own = providerRow(type).baseUrl;
  if (!base || own === undefined || !URL.canParse(base)) return false;
  return new URL(base).host !== new URL(own).host;
}

/** Types whose key lies in the environment under its usual name. */
export function findKeys(env: Environment): Candidate[] {
  return providerTypes.flatMap((type) => {
    const { keyVariable: variable, auth } = providerRow(type);
    // A local server that takes a key is found by its answer.
    if (variable === undefined || !env[variable] || auth === "optional-bearer") return [];
    if (providerRow(type).baseUrl === undefined || isForAnotherHost(type, env)) return [];
    return [candidate({ type, auth: "api_key", keys: [{ variable }] }, `$${variable} is set`)];
  });
}

/** Logins that `ccm auth login` or claude-code-mux left in the token file. */
export function findLogins(stored: readonly StoredLogin[], now: number): Candidate[] {
  return stored.flatMap((one) => {
    const { login, vendor, title, email, state } = describeLogin(one, now);
    if (state !== "ready") return [];
    const who = email === undefined ? "" : ` as ${email}`;
    const provider = { name: login, type: typeOfVendor(vendor), auth: "oauth", keys: [] } as const;
    return [candidate(provider, `logged in to ${title}${who}`)];
  });
}

function hasAccount(settings: string): boolean {
  try {
    const value = parseJson(readFileSync(settings, "utf8"));
    return isJsonObject(value) && isJsonObject(value.oauthAccount);
  } catch {
    return false;
  }
}

/** Claude Code's own login, which goes through ccm with nothing stored. Only whether there is one is looked at. */
export function findClientLogin(env: Environment, userHome: string): Candidate[] {
  const folder = env.CLAUDE_CONFIG_DIR;
  const credentials = join(folder || join(userHome, ".claude"), ".credentials.json");
  const settings = join(folder || userHome, ".claude.json");
  if (!existsSync(credentials) && !hasAccount(settings)) return [];
  return [passthrough("Claude Code is logged in; its login goes through, ccm stores nothing")];
}

/** Programs that also listen on a type's usual port are told apart by what their models say. */
const owners: Readonly<Partial<Record<ProviderType, string>>> = { vllm: "vllm", "llama.cpp": "llamacpp" };

/** The models a local server can chat with, the one to begin with first. */
function chatModels(type: ProviderType, listed: readonly ListedModel[]): readonly string[] {
  const owner = owners[type];
  if (owner !== undefined && listed.every(({ ownedBy }) => ownedBy !== owner)) return [];
  return listed.map(({ id }) => id).filter((id) => !/embed|rerank|whisper|tts/i.test(id));
}

/** Servers of this machine that answer on their usual ports, with the models they have. */
export async function findLocalServers(
  env: Environment,
  ask: typeof askLocalModels = askLocalModels,
  timeoutMs = 400,
): Promise<Candidate[]> {
  const local = providerTypes.filter(
    (type) => providerRow(type).auth === "optional-bearer" && providerRow(type).baseUrl !== undefined,
  );
  const found = await Promise.all(
    local.map(async (type): Promise<Candidate[]> => {
      const { baseUrl = "", keyVariable: variable } = providerRow(type);
      const [main, ...others] = chatModels(type, (await ask(baseUrl, timeoutMs)) ?? []);
      if (main === undefined) return [];
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      const why = `answers on ${new URL(baseUrl).host}, has ${main}${more}`;
      const keys = variable !== undefined && env[variable] ? [{ variable }] : [];
      const models: StarterModels = { main };
      return [candidate({ type, auth: "api_key", keys }, why, models)];
    }),
  );
  return found.flat();
}
