import type { Secret } from "../secret.ts";
import type { ConfigEdit } from "./edit.ts";
import type { TomlTable } from "./format-toml-value.ts";
import type { LeftOut, SetupKey, SetupModel, SetupProvider } from "./setup.ts";

/** How a key that is no variable is written: itself into the file, masked on a screen. */
export type ShowSecret = (secret: Secret) => string;

/** A key as the file has it: `$NAME`, or the key as it is shown. */
export function keyText(key: SetupKey, show: ShowSecret): string {
  return "variable" in key ? `$${key.variable}` : show(key.literal);
}

function providerTable(provider: SetupProvider, show: ShowSecret): TomlTable {
  const keys = provider.keys.map((key) => keyText(key, show));
  const headers = Object.entries(provider.headers ?? {}).map(([name, key]) => [name, keyText(key, show)]);
  return {
    name: provider.name,
    provider_type: provider.type,
    auth_type: provider.auth === "api_key" ? undefined : provider.auth,
    oauth_provider: provider.login,
    api_key: keys.length > 1 ? keys : keys[0],
    base_url: provider.baseUrl,
    wire_api: provider.wireApi,
    auth_header: provider.authHeader,
    headers: headers.length === 0 ? undefined : Object.fromEntries(headers),
    project_id: provider.projectId,
    location: provider.location,
  };
}

function modelTable({ name, mappings }: SetupModel): TomlTable {
  return {
    name,
    mappings: mappings.map(({ provider, model, maxOutputTokens }, index) => ({
      provider,
      actual_model: model,
      priority: index + 1,
      max_output_tokens: maxOutputTokens,
    })),
  };
}

/** Edits that add providers at the end of theirs. */
export function appendProviders(providers: readonly SetupProvider[], show: ShowSecret): ConfigEdit[] {
  return providers.map((provider) => ({
    kind: "append",
    path: ["providers"],
    value: providerTable(provider, show),
  }));
}

/** Edits that add models at the end of theirs. */
export function appendModels(models: readonly SetupModel[]): ConfigEdit[] {
  return models.map((model) => ({ kind: "append", path: ["models"], value: modelTable(model) }));
}

/** What came from elsewhere may hold line ends, which would end a comment. */
function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const line = (text: string) => text.replaceAll(/\p{Cc}+/gu, " ");
  return leftOut.map(({ what, why }) => `#   ${line(what)}: ${line(why)}`);
}

const aboveLeftOut = "\n# Not taken over:\n";

/** Puts what was left out under a config, as a comment. */
export function withLeftOut(text: string, leftOut: readonly LeftOut[]): string {
  return leftOut.length === 0 ? text : `${text}${aboveLeftOut}${leftOutLines(leftOut).join("\n")}\n`;
}
