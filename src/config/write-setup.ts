import { editConfig } from "./edit.ts";
import { formatTomlValue, type TomlValue } from "./format-toml-value.ts";
import { configVersion } from "./migrate-config.ts";
import { defaultAddress } from "./read-server.ts";
import type { Setup } from "./setup.ts";
import { appendModels, appendProviders, keyText, type ShowSecret, withLeftOut } from "./setup-tables.ts";

function keyLines(values: Readonly<Record<string, TomlValue | undefined>>): string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${formatTomlValue(value)}`],
  );
}

function head({ server, routes }: Setup, title: string, show: ShowSecret): string {
  const { apiKey, timeoutMs } = server;
  const lines = [
    `# ${title}`,
    "# Check this file with `ccm config check`; `ccm config example` prints every key there is.",
    "",
    `config_version = ${configVersion}`,
    "",
    "[server]",
    ...keyLines({
      host: server.host ?? defaultAddress.host,
      port: server.port ?? defaultAddress.port,
      api_key: apiKey && keyText(apiKey, show),
    }),
    ...(timeoutMs === undefined ? [] : ["", "[server.timeouts]", `api_timeout_ms = ${timeoutMs}`]),
    "",
    "# Which model serves which kind of request; a claude-… name that is no model below is served by `default`.",
    "[router]",
    ...keyLines({ ...routes }),
    "",
    '# Who is asked. "$NAME" is read from the environment of ccm and never stored.',
  ];
  return `${lines.join("\n")}\n`;
}

const aboveModels =
  "\n# A model's mappings are tried by priority, the lowest number first; when one fails, the next.\n";

/** Writes a setup as a whole config file, with comments. */
export function writeSetup(setup: Setup, title: string, show: ShowSecret): string {
  const providers = editConfig("", appendProviders(setup.providers, show));
  const models = editConfig("", appendModels(setup.models));
  return withLeftOut(`${head(setup, title, show)}${providers}${aboveModels}${models}`, setup.leftOut);
}
