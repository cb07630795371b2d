import type { Wire } from "../wire/wire.ts";

/** A provider of the configuration under test. */
export interface ProviderEntry {
  readonly name: string;
  readonly wire: Wire;
  /** A provider type of the same wire with habits of its own; absent: the wire's ordinary one. */
  readonly host?: Wire["provider"];
  /** Origin and path of the stand-in, without the wire's own base path. */
  readonly url: string;
  /** Further lines of TOML. */
  readonly extra?: readonly string[];
}

export interface MappingEntry {
  readonly provider: string;
  readonly model: string;
  readonly extra?: readonly string[];
}

/** A model with its targets in the order in which they are to be tried. */
export interface ModelEntry {
  readonly name: string;
  readonly mappings: readonly MappingEntry[];
  readonly extra?: readonly string[];
}

export interface ConfigUnderTest {
  /** Lines of `[server]`, beside the port. */
  readonly server?: readonly string[];
  readonly timeouts?: Readonly<Record<string, number>>;
  /** Lines of `[router]`, beside the default. */
  readonly router?: readonly string[];
  readonly providers: readonly ProviderEntry[];
  readonly models: readonly ModelEntry[];
}

/** Writes a configuration of ccm as TOML. The first model is the router's default. */
export function writeConfig(config: ConfigUnderTest, port: number): string {
  const timeouts = Object.entries(config.timeouts ?? {}).map(([name, ms]) => `${name} = ${ms}`);
  const sections = [
    ["[server]", 'host = "127.0.0.1"', `port = ${port}`, ...(config.server ?? [])],
    ...(timeouts.length > 0 ? [["[server.timeouts]", ...timeouts]] : []),
    ["[router]", `default = ${quote(config.models[0]?.name ?? "none")}`, ...(config.router ?? [])],
    ...config.providers.map(providerLines),
    ...config.models.map(modelLines),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const quote = (text: string): string => JSON.stringify(text);

function providerLines(entry: ProviderEntry): string[] {
  const { type, options } = entry.host ?? entry.wire.provider;
  return [
    "[[providers]]",
    `name = ${quote(entry.name)}`,
    `provider_type = ${quote(type)}`,
    `base_url = ${quote(entry.url + entry.wire.basePath)}`,
    `api_key = ${quote(`key-of-${entry.name}`)}`,
    ...(options ? [options] : []),
    ...(entry.extra ?? []),
  ];
}

function modelLines(entry: ModelEntry): string[] {
  const mappings = entry.mappings.flatMap((mapping, at) => [
    "[[models.mappings]]",
    `provider = ${quote(mapping.provider)}`,
    `actual_model = ${quote(mapping.model)}`,
    `priority = ${at + 1}`,
    ...(mapping.extra ?? []),
  ]);
  return ["[[models]]", `name = ${quote(entry.name)}`, ...(entry.extra ?? []), ...mappings];
}
