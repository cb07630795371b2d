import type { Environment } from "../../config/paths.ts";
import type { SetupProvider } from "../../config/setup.ts";
import { starterModels } from "../../providers/starter-models.ts";
import { providerRow } from "../../providers/table.ts";
import { Secret } from "../../secret.ts";
import { type Candidate, candidate } from "../init/candidate.ts";
import { hostOfUrl } from "./imported-host.ts";

/** The variables that point one kind of client at a host. */
interface VariableNames {
  readonly format: "anthropic" | "openai";
  readonly bases: readonly string[];
  readonly keys: readonly string[];
  readonly main: readonly string[];
  readonly think: readonly string[];
  readonly background: readonly string[];
}

const clients: readonly VariableNames[] = [
  {
    format: "anthropic",
    bases: ["ANTHROPIC_BASE_URL"],
    keys: ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"],
    main: ["ANTHROPIC_MODEL", "ANTHROPIC_DEFAULT_SONNET_MODEL"],
    think: ["ANTHROPIC_DEFAULT_OPUS_MODEL"],
    background: ["ANTHROPIC_SMALL_FAST_MODEL", "ANTHROPIC_DEFAULT_HAIKU_MODEL"],
  },
  {
    format: "openai",
    bases: ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
    keys: ["OPENAI_API_KEY"],
    main: ["OPENAI_MODEL"],
    think: [],
    background: [],
  },
];

/** The first of some variables that is set, with its value. */
function firstOf(
  names: readonly string[],
  env: Environment,
): readonly [name: string, value: string] | undefined {
  for (const name of names) {
    const value = env[name];
    if (value) return [name, value];
  }
  return undefined;
}

/** A key that lies in the environment stays a reference; one of the client's settings is copied, ccm does not see those. */
function keyOf([name, value]: readonly [string, string], env: Environment): SetupProvider["keys"] {
  return [env[name] === value ? { variable: name } : { literal: new Secret(value) }];
}

function readClient(
  variables: VariableNames,
  env: Environment,
  settings: Environment,
  own: string,
): Candidate[] {
  const all = { ...env, ...settings }; // as in the client, where its settings win
  const base = firstOf(variables.bases, all);
  const key = firstOf(variables.keys, all);
  if (base === undefined || !URL.canParse(base[1]) || new URL(base[1]).origin === own) return [];
  const host = hostOfUrl(base[1], variables.format);
  const main = firstOf(variables.main, all)?.[1];
  const usual = starterModels[host.type];
  const chosen = main ?? usual?.main;
  const [think, background] = [firstOf(variables.think, all)?.[1], firstOf(variables.background, all)?.[1]];
  const sendsBearer = host.type === "anthropic-compatible" && key?.[0] === "ANTHROPIC_AUTH_TOKEN";
  const needsKey = providerRow(host.type).auth !== "optional-bearer" || host.baseUrl !== undefined;
  return [
    candidate(
      {
        ...host,
        auth: "api_key",
        keys: key && needsKey ? keyOf(key, env) : [],
        ...(sendsBearer && { authHeader: "bearer" }),
      },
      `${base[0]} is set`,
      chosen === undefined
        ? undefined
        : {
            ...(main === undefined && usual),
            main: chosen,
            ...(think && think !== chosen && { think }),
            ...(background && background !== chosen && { background }),
          },
    ),
  ];
}

/**
 * Reads where clients are sent by the environment and by Claude Code's settings: what they talk to today.
 * @param own origin of ccm itself, which is no provider
 */
export function readEnvironment(env: Environment, settings: Environment, own: string): Candidate[] {
  return clients.flatMap((variables) => readClient(variables, env, settings, own));
}
