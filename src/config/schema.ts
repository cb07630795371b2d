import * as v from "valibot";
import { providerTypes } from "../providers/table.ts";
import { compilePattern } from "./regex.ts";

/*
 * The file as it is written, before defaults. Tables are loose: an unknown key is a warning, found by `knownKeys`, never an
 * error. An empty string counts as absent where a value is optional, as the forms of claude-code-mux write it.
 */

const text = v.string();
const optionalText = v.optional(text);
const texts = v.array(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = count;
const dollars = v.pipe(v.number(), v.minValue(0));

const pattern = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const compiled = dataset.typed && dataset.value !== "" ? compilePattern(dataset.value) : undefined;
    if (compiled !== undefined && "problem" in compiled) addIssue({ message: compiled.problem });
  }),
);

const timeouts = {
  api_timeout_ms: v.optional(milliseconds),
  connect_timeout_ms: v.optional(milliseconds),
  first_event_timeout_ms: v.optional(milliseconds),
  idle_timeout_ms: v.optional(milliseconds),
};

const serverTimeouts = {
  ...timeouts,
  send_timeout_ms: v.optional(milliseconds),
  drain_timeout_ms: v.optional(milliseconds),
};

const server = {
  host: optionalText,
  port: v.optional(v.pipe(count, v.maxValue(65_535))),
  api_key: optionalText,
  log_level: optionalText,
  log_format: v.optional(v.picklist(["pretty", "json"])),
  log_bodies: v.optional(v.boolean()),
  allowed_hosts: v.optional(texts),
  allowed_origins: v.optional(texts),
  max_body_mb: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1024))),
  max_concurrent_requests: v.optional(v.pipe(count, v.minValue(1))),
  session_affinity_ms: v.optional(milliseconds),
  prefer_next_at_utilization: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  timeouts: v.optional(v.looseObject(serverTimeouts)),
};

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
const thinkSigns = ["enabled", "plan", "ultrathink", "low", "medium", "high", "xhigh", "max"] as const;

const router = {
  default: text,
  think: optionalText,
  websearch: optionalText,
  background: optionalText,
  long_context: optionalText,
  long_context_tokens: v.optional(count),
  auto_map: v.optional(v.boolean()),
  auto_map_regex: v.optional(pattern),
  background_regex: v.optional(pattern),
  think_when: v.optional(v.array(v.picklist(thinkSigns))),
};

const provider = {
  name: text,
  provider_type: v.picklist(providerTypes),
  enabled: v.optional(v.boolean()),
  auth_type: v.optional(v.picklist(["api_key", "apikey", "oauth", "passthrough"])),
  api_key: v.optional(v.union([text, texts])),
  oauth_provider: optionalText,
  base_url: optionalText,
  wire_api: v.optional(v.picklist(["chat", "responses"])),
  auth_header: v.optional(v.picklist(["bearer", "x-api-key", "api-key", "x-goog-api-key"])),
  headers: v.optional(v.record(text, text)),
  project_id: optionalText,
  location: optionalText,
  models: v.optional(texts),
  timeouts: v.optional(v.looseObject(timeouts)),
};

/** Dollars per million tokens. */
const price = {
  input: v.optional(dollars),
  output: v.optional(dollars),
  cache_read: v.optional(dollars),
  cache_write_5m: v.optional(dollars),
  cache_write_1h: v.optional(dollars),
};

const mapping = {
  provider: text,
  actual_model: text,
  priority: count,
  reasoning_effort: v.optional(v.picklist(efforts)),
  max_output_tokens: v.optional(v.pipe(count, v.minValue(1))),
  context_window: v.optional(v.pipe(count, v.minValue(1))),
  price: v.optional(v.looseObject(price)),
};

const model = {
  name: text,
  commit: v.optional(v.picklist(["event", "message"])),
  mappings: v.optional(v.array(v.looseObject(mapping)), []),
};

const scalar = v.union([text, v.pipe(v.number(), v.transform(String))]);
const overrides = v.optional(v.record(text, v.union([scalar, v.array(scalar)])), {});

const auth = { anthropic: overrides, openai: overrides, google: overrides };

const usage = {
  enabled: v.optional(v.boolean()),
  retention_days: v.optional(count),
  max_mb: v.optional(v.pipe(v.number(), v.minValue(1))),
};

const root = {
  config_version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  server: v.optional(v.looseObject(server), {}),
  router: v.looseObject(router),
  providers: v.optional(v.array(v.looseObject(provider)), []),
  models: v.optional(v.array(v.looseObject(model)), []),
  auth: v.optional(v.looseObject(auth), {}),
  usage: v.optional(v.looseObject(usage), {}),
};

/** A whole config file. */
export const fileSchema = v.looseObject(root);

/** A config file that fits the schema. */
export type ConfigFile = v.InferOutput<typeof fileSchema>;
export type FileServer = ConfigFile["server"];
export type FileRouter = ConfigFile["router"];
export type FileProvider = ConfigFile["providers"][number];
export type FileModel = ConfigFile["models"][number];
export type FileMapping = FileModel["mappings"][number];

const anyLogin = ["client_id", "authorize_url", "token_url", "scopes", "callback_ports"];

/** The keys of each table with the schema of each value, for reading what fits of a faulty file. */
export const fileEntries = { server, router, provider, model, mapping } as const;

/** Every key ccm reads, by the table it belongs to; `[]` stands for an element of an array. `providers[].headers` is free. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(root),
  server: Object.keys(server),
  "server.timeouts": Object.keys(serverTimeouts),
  router: Object.keys(router),
  "providers[]": Object.keys(provider),
  "providers[].timeouts": Object.keys(timeouts),
  "models[]": Object.keys(model),
  "models[].mappings[]": Object.keys(mapping),
  "models[].mappings[].price": Object.keys(price),
  auth: Object.keys(auth),
  "auth.anthropic": [...anyLogin, "console_authorize_url", "redirect_uri"],
  "auth.openai": [...anyLogin, "issuer", "revoke_url", "device_url", "originator"],
  "auth.google": [...anyLogin, "client_secret", "userinfo_url", "redirect_uri", "code_assist_url"],
  usage: Object.keys(usage),
};
