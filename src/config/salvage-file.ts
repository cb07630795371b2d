import * as v from "valibot";
import { isJsonObject } from "../json.ts";
import {
  type ConfigFile,
  type FileMapping,
  type FileModel,
  type FileProvider,
  fileEntries,
} from "./schema.ts";

/**
 * What fits of a faulty file, key by key, with stand-ins where something required does not: good for finding what else is
 * wrong, not for running. Elements keep their indexes, so that findings about them have the right line.
 */
export function salvageFile(document: unknown): ConfigFile {
  const file = isJsonObject(document) ? document : {};
  return {
    server: fitting(fileEntries.server, file.server),
    router: { default: "", ...fitting(fileEntries.router, file.router) },
    providers: listOf(file.providers).map(salvageProvider),
    models: listOf(file.models).map(salvageModel),
    auth: { anthropic: {}, openai: {}, google: {} },
    usage: {},
  };
}

function salvageProvider(value: unknown, index: number): FileProvider {
  const { provider_type: type, ...rest } = fitting(fileEntries.provider, value);
  const standIn = { name: `providers[${index}]`, provider_type: "demo", enabled: false } as const;
  return type === undefined
    ? { ...rest, ...standIn, name: rest.name ?? standIn.name }
    : { ...standIn, ...rest, enabled: rest.enabled ?? true, provider_type: type };
}

function salvageModel(value: unknown, index: number): FileModel {
  const mappings = isJsonObject(value) ? listOf(value.mappings) : [];
  const { mappings: _, ...rest } = fitting(fileEntries.model, value);
  // A stand-in mapping keeps a list that could not be read from passing for an empty one.
  const isUnreadable = isJsonObject(value) && value.mappings !== undefined && !Array.isArray(value.mappings);
  return {
    name: `models[${index}]`,
    ...rest,
    mappings: (isUnreadable ? [{}] : mappings).map(salvageMapping),
  };
}

function salvageMapping(value: unknown): FileMapping {
  return { provider: "", actual_model: "", priority: 0, ...fitting(fileEntries.mapping, value) };
}

type Fitting<Entries extends v.ObjectEntries> = Partial<v.InferOutput<v.ObjectSchema<Entries, undefined>>>;

function fitting<Entries extends v.ObjectEntries>(entries: Entries, value: unknown): Fitting<Entries> {
  if (!isJsonObject(value)) return {};
  const fits = Object.entries(entries).flatMap(([key, schema]) => {
    const result = value[key] === undefined ? undefined : v.safeParse(schema, value[key]);
    return result?.success ? [[key, result.output]] : [];
  });
  return Object.fromEntries(fits) as Fitting<Entries>; // each member has just passed its own schema
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
