import type { Config } from "./config.ts";
import type { ConfigEdit, EditPath } from "./edit.ts";

/*
 * Edits that take along what refers to the thing they change. They name elements by what is in the file, so they are good for
 * the text that `config` was read from.
 */

const routes = [
  ["default", "default"],
  ["think", "think"],
  ["websearch", "websearch"],
  ["background", "background"],
  ["longContext", "long_context"],
] as const;

/** Renames a provider, and its name in every mapping. A login stays with the name it is stored under. */
export function renameProvider(config: Config, from: string, to: string): ConfigEdit[] {
  const provider = config.providers.find(({ name }) => name === from);
  const path: EditPath = ["providers", { name: from }];
  const keepsLogin = provider?.authType === "oauth" && provider.oauthProvider === from;
  return [
    ...(keepsLogin ? [{ kind: "set", path: [...path, "oauth_provider"], value: from } as const] : []),
    { kind: "set", path: [...path, "name"], value: to },
    ...mappingsTo(config, from).map(
      (mapping) => ({ kind: "set", path: [...mapping, "provider"], value: to }) as const,
    ),
  ];
}

/** Removes a provider and every mapping to it. */
export function removeProvider(config: Config, name: string): ConfigEdit[] {
  return [
    ...mappingsTo(config, name).map((path) => ({ kind: "remove", path }) as const),
    { kind: "remove", path: ["providers", { name }] },
  ];
}

/**
 * Points a provider at another address, or with undefined back at its type's own. The stored keys go: whoever can change an
 * address must not be able to have a key sent to it.
 */
export function setBaseUrl(config: Config, name: string, baseUrl: string | undefined): ConfigEdit[] {
  const provider = config.providers.find((candidate) => candidate.name === name);
  if (provider === undefined || provider.baseUrl === baseUrl) return [];
  const path: EditPath = ["providers", { name }];
  return [
    { kind: "remove", path: [...path, "api_key"] },
    baseUrl === undefined
      ? { kind: "remove", path: [...path, "base_url"] }
      : { kind: "set", path: [...path, "base_url"], value: baseUrl },
  ];
}

/** Renames a model, and its name in every route. */
export function renameModel(config: Config, from: string, to: string): ConfigEdit[] {
  const routed = routes.filter(([member]) => config.router[member] === from);
  return [
    { kind: "set", path: ["models", { name: from }, "name"], value: to },
    ...routed.map(([, key]) => ({ kind: "set", path: ["router", key], value: to }) as const),
  ];
}

function mappingsTo(config: Config, provider: string): EditPath[] {
  return config.models.flatMap((model) =>
    model.mappings
      .filter((mapping) => mapping.provider === provider)
      .map((mapping) => [
        "models",
        { name: model.name },
        "mappings",
        { provider, actual_model: mapping.actualModel },
      ]),
  );
}
