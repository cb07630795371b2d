import type { ProviderConfig } from "../../config/config.ts";
import type { ConfigEdit, EditPath } from "../../config/edit.ts";
import { setBaseUrl } from "../../config/linked-edits.ts";
import type { FileModel, FileProvider } from "../../config/schema.ts";
import { changeValue } from "./change-value.ts";
import { checkBaseUrl } from "./check-base-url.ts";
import type { ConfigPatch, ModelPatch, ProviderPatch, RouterPatch } from "./config-patch.ts";
import type { OpenConfigFile } from "./open-config-file.ts";
import { restoreMasked } from "./restore-masked.ts";

function listed(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined || value === "") return [];
  return typeof value === "string" ? [value] : value;
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return JSON.stringify(left.toSorted()) === JSON.stringify(right.toSorted());
}

/** Where the address changes too, stored keys are gone already, and only a key that was sent in full is written. */
function changeKeys(
  path: EditPath,
  sent: ProviderPatch["api_key"],
  { written, current, moved }: { written: FileProvider; current: ProviderConfig; moved: boolean },
): readonly ConfigEdit[] {
  if (sent === undefined) return [];
  const stored = listed(written.api_key);
  // Unset variables of other keys are shown beside those of the key.
  const foreign = (value: string) =>
    !stored.includes(value) && current.unsetVariables.some((variable) => value === `$${variable}`);
  const keys = restoreMasked(
    listed(sent).filter((value) => !foreign(value)),
    stored,
  );
  const fresh = moved ? keys.filter((key) => !stored.includes(key)) : keys;
  if (isSameSet(fresh, moved ? [] : stored)) return [];
  if (fresh.length === 0) return [{ kind: "remove", path }];
  return [{ kind: "set", path, value: fresh.length === 1 ? (fresh[0] ?? "") : fresh }];
}

function changeHeaders(
  path: EditPath,
  sent: ProviderPatch["headers"],
  written: Readonly<Record<string, string>>,
): readonly ConfigEdit[] {
  if (!sent) return [];
  const names = new Set([...Object.keys(written), ...Object.keys(sent)]);
  return [...names].flatMap((name) =>
    sent[name] === "…" ? [] : changeValue([...path, name], written[name], sent[name]),
  );
}

function changeProvider(
  open: OpenConfigFile,
  sent: ProviderPatch,
  written: FileProvider,
): readonly ConfigEdit[] {
  const current = open.config.providers.find(({ name }) => name === sent.name);
  if (!current) return [];
  const path: EditPath = ["providers", { name: sent.name }];
  const baseUrl = sent.base_url === undefined ? current.baseUrl : (sent.base_url ?? undefined) || undefined;
  const moved = baseUrl !== current.baseUrl;
  const change = (key: string, now: string | undefined, value: string | null | undefined) =>
    value === undefined ? [] : changeValue([...path, key], now, value ?? undefined);
  const authType = sent.auth_type === "apikey" ? "api_key" : sent.auth_type;
  return [
    ...(moved ? setBaseUrl(open.config, sent.name, checkBaseUrl(baseUrl)) : []),
    ...changeKeys([...path, "api_key"], sent.api_key, { written, current, moved }),
    ...change("provider_type", written.provider_type, sent.provider_type),
    ...change("auth_type", current.authType, authType ?? undefined),
    ...change("oauth_provider", current.oauthProvider, sent.oauth_provider ?? undefined),
    ...change("project_id", current.projectId, sent.project_id),
    ...change("location", current.location, sent.location),
    ...changeHeaders([...path, "headers"], sent.headers, written.headers ?? {}),
    ...(sent.models ? changeValue([...path, "models"], written.models, sent.models) : []),
    ...(typeof sent.enabled === "boolean"
      ? changeValue([...path, "enabled"], current.enabled, sent.enabled)
      : []),
  ];
}

/** Absent members stay out of the file, as nulls do. */
function withoutNulls(sent: ProviderPatch) {
  const { api_key: key, headers, models, ...rest } = sent;
  const texts = Object.entries(rest).filter(([, value]) => value !== null && value !== "");
  const keys = restoreMasked(listed(key), []);
  checkBaseUrl(sent.base_url || undefined);
  return {
    ...Object.fromEntries(texts),
    api_key: keys.length <= 1 ? keys[0] : keys,
    headers: headers && Object.keys(headers).length > 0 ? headers : undefined,
    models: models && models.length > 0 ? models : undefined,
  };
}

function changeProviders(open: OpenConfigFile, sent: readonly ProviderPatch[]): readonly ConfigEdit[] {
  const { providers } = open.file;
  const gone = providers.filter(({ name }) => !sent.some((one) => one.name === name));
  return [
    ...gone.map(({ name }) => ({ kind: "remove", path: ["providers", { name }] }) as const),
    ...sent.flatMap((one): readonly ConfigEdit[] => {
      const written = providers.find(({ name }) => name === one.name);
      if (written) return changeProvider(open, one, written);
      return [{ kind: "append", path: ["providers"], value: withoutNulls(one) }];
    }),
  ];
}

function changeModel(sent: ModelPatch, written: FileModel): readonly ConfigEdit[] {
  const path: EditPath = ["models", { name: sent.name }, "mappings"];
  const isSame = (one: { provider: string; actual_model: string }) => (other: typeof one) =>
    one.provider === other.provider && one.actual_model === other.actual_model;
  const pathOf = ({ provider, actual_model }: FileModel["mappings"][number]): EditPath => [
    ...path,
    { provider, actual_model },
  ];
  const gone = written.mappings.filter((mapping) => !sent.mappings.some(isSame(mapping)));
  return [
    ...gone.map((mapping) => ({ kind: "remove", path: pathOf(mapping) }) as const),
    ...sent.mappings.flatMap((mapping): readonly ConfigEdit[] => {
      const known = written.mappings.find(isSame(mapping));
      if (!known) return [{ kind: "append", path, value: mapping }];
      return changeValue([...pathOf(known), "priority"], known.priority, mapping.priority);
    }),
  ];
}

function changeModels({ file }: OpenConfigFile, sent: readonly ModelPatch[]): readonly ConfigEdit[] {
  const gone = file.models.filter(({ name }) => !sent.some((one) => one.name === name));
  return [
    ...gone.map(({ name }) => ({ kind: "remove", path: ["models", { name }] }) as const),
    ...sent.flatMap((one): readonly ConfigEdit[] => {
      const written = file.models.find(({ name }) => name === one.name);
      if (written) return changeModel(one, written);
      return [{ kind: "append", path: ["models"], value: one }];
    }),
  ];
}

function changeRouter({ file }: OpenConfigFile, sent: RouterPatch): readonly ConfigEdit[] {
  const keys = ["default", "think", "websearch", "background", "auto_map_regex", "background_regex"] as const;
  return keys.flatMap((key) => (sent[key] ? changeValue(["router", key], file.router[key], sent[key]) : []));
}

/** The edits from the file as it is to what a program sent: what is the same in both keeps its lines. */
export function applyPatch(open: OpenConfigFile, sent: ConfigPatch): readonly ConfigEdit[] {
  return [
    ...(sent.providers ? changeProviders(open, sent.providers) : []),
    ...(sent.models ? changeModels(open, sent.models) : []),
    ...(sent.router ? changeRouter(open, sent.router) : []),
  ];
}
