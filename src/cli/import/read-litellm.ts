import * as v from "valibot";
import type { Environment } from "../../config/paths.ts";
import type { LeftOut, Setup, SetupMapping, SetupModel } from "../../config/setup.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { importKey } from "./imported-key.ts";
import { createLiteLlmProviders } from "./litellm-providers.ts";
import { litellmParams } from "./litellm-schema.ts";

/*
 * LiteLLM's proxy config: `model_list` with one deployment a row, rows of one `model_name` sharing its load, and `fallbacks`
 * from one name to others.
 */

const row = v.looseObject({
  model_name: v.string(),
  litellm_params: litellmParams,
  model_info: v.optional(v.looseObject({ mode: v.optional(v.string()) }), {}),
});

/** `[{ "a": ["b", "c"] }]`. */
const fallbacks = v.optional(v.array(v.record(v.string(), v.array(v.string()))), []);
const settings = v.nullish(
  v.looseObject({
    fallbacks,
    context_window_fallbacks: fallbacks,
    default_fallbacks: v.optional(v.array(v.string()), []),
    request_timeout: v.optional(v.number()),
    timeout: v.optional(v.number()),
    model_group_alias: v.optional(
      v.record(
        v.string(),
        v.union([
          v.string(),
          v.pipe(
            v.looseObject({ model: v.string() }),
            v.transform(({ model }) => model),
          ),
        ]),
      ),
      {},
    ),
  }),
);

const fileSchema = v.looseObject({
  model_list: v.array(row),
  litellm_settings: settings,
  router_settings: settings,
  general_settings: v.nullish(v.looseObject({ master_key: v.optional(v.string()) })),
  credential_list: v.optional(
    v.array(v.looseObject({ credential_name: v.string(), credential_values: v.optional(litellmParams, {}) })),
    [],
  ),
});

type LiteLlmFile = v.InferOutput<typeof fileSchema>;

/** What becomes of the models: their targets, first those of their own, then of each they fall back to. */
function readModels(file: LiteLlmFile, targets: ReadonlyMap<string, readonly SetupMapping[]>): SetupModel[] {
  const { litellm_settings: own, router_settings: router } = file;
  const chains = new Map<string, string[]>();
  const groups = [
    router?.fallbacks,
    own?.fallbacks,
    router?.context_window_fallbacks,
    own?.context_window_fallbacks,
  ];
  for (const entry of groups.flatMap((group) => group ?? [])) {
    for (const [name, next] of Object.entries(entry))
      chains.set(name, [...(chains.get(name) ?? []), ...next]);
  }
  const always = [...(router?.default_fallbacks ?? []), ...(own?.default_fallbacks ?? [])];
  const mappingsOf = (name: string): readonly SetupMapping[] => {
    const chain = [name, ...(chains.get(name) ?? chains.get("*") ?? []), ...always];
    const all = [...new Set(chain)].flatMap((each) => targets.get(each) ?? []);
    const same = (one: SetupMapping) => (other: SetupMapping) =>
      other.provider === one.provider && other.model === one.model;
    return all.filter((one, index) => all.findIndex(same(one)) === index);
  };
  const aliases = Object.entries({ ...own?.model_group_alias, ...router?.model_group_alias });
  return [
    ...[...targets.keys()].map((name) => ({ name, mappings: mappingsOf(name) })),
    ...aliases
      .filter(([, name]) => targets.has(name))
      .map(([alias, name]) => ({ name: alias, mappings: mappingsOf(name) })),
  ];
}

const usedSettings = new Set([
  "fallbacks",
  "context_window_fallbacks",
  "default_fallbacks",
  "request_timeout",
  "timeout",
  "model_group_alias",
]);

function lostSettings(name: string, values: object | null | undefined, used: ReadonlySet<string>): LeftOut[] {
  const lost = Object.keys(values ?? {}).filter((key) => !used.has(key));
  return lost.length === 0
    ? []
    : [{ what: `${name}: ${lost.join(", ")}`, why: "ccm has nothing of the kind, or needs it not" }];
}

/** Reads LiteLLM's proxy config. @throws UserError when the text is none, naming what does not fit */
export function readLiteLlm(text: string, path: string, env: Environment): Setup {
  let document: unknown;
  try {
    document = Bun.YAML.parse(text);
  } catch {
    throw new UserError(`${path} is not valid YAML`, exitCodes.usage);
  }
  const parsed = v.safeParse(fileSchema, document);
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]) ?? "its top";
    throw new UserError(`${path} is no config of LiteLLM's proxy: ${where} does not fit`, exitCodes.usage);
  }
  const file = parsed.output;
  const leftOut: LeftOut[] = [];
  const providers = createLiteLlmProviders(
    new Map(file.credential_list.map((one) => [one.credential_name, one.credential_values])),
    env,
  );
  const targets = new Map<string, SetupMapping[]>();
  for (const { model_name: name, litellm_params: params, model_info: info } of file.model_list) {
    const what = `model "${name}" (${params.model ?? "no model"})`;
    if (info.mode !== undefined && !["chat", "completion", "responses"].includes(info.mode)) {
      leftOut.push({ what, why: `ccm serves no ${info.mode}` });
      continue;
    }
    const target = providers.targetOf(params);
    if ("why" in target) leftOut.push({ what, why: target.why });
    else targets.set(name, [...(targets.get(name) ?? []), target.mapping]);
    if ("lost" in target && target.lost.length > 0) {
      leftOut.push({
        what: `${what}: ${target.lost.join(", ")}`,
        why: "the client's request decides, or ccm by itself",
      });
    }
  }
  const [first] = targets.keys();
  if (first === undefined) throw new UserError(`${path} has no model that ccm can serve`, exitCodes.usage);
  const seconds = file.router_settings?.timeout ?? file.litellm_settings?.request_timeout;
  const key = file.general_settings?.master_key;
  const known = new Set(Object.keys(fileSchema.entries));
  const unknown = Object.keys(file).filter((name) => !known.has(name));
  return {
    server: {
      ...(key && { apiKey: importKey(key, env) }),
      ...(seconds !== undefined && seconds > 0 && { timeoutMs: Math.round(seconds * 1000) }),
    },
    routes: { default: first },
    providers: providers.list(),
    models: readModels(file, targets),
    leftOut: [
      ...leftOut,
      ...lostSettings("litellm_settings", file.litellm_settings, usedSettings),
      ...lostSettings("router_settings", file.router_settings, usedSettings),
      ...lostSettings("general_settings", file.general_settings, new Set(["master_key"])),
      ...unknown.map((name) => ({ what: name, why: "ccm has nothing of the kind" })),
    ],
  };
}
