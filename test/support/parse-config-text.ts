import type { Config } from "../../src/config/config.ts";
import { type ParsedConfig, parseConfig } from "../../src/config/load.ts";

/** The least that loads. */
export const minimal = '[router]\ndefault = "m"\n';

/** A config with one provider, `p`, of the given lines; they begin on line 5. */
export function withProvider(lines: string): string {
  return `${minimal}[[providers]]\nname = "p"\n${lines}\n`;
}

/** Parses a config file's text. */
export function parse(text: string, env: Record<string, string> = {}): ParsedConfig {
  return parseConfig(text, { path: "/home/me/config.toml", env });
}

/** Parses text that must have no errors. */
export function configOf(text: string, env: Record<string, string> = {}): Config {
  const { config, findings } = parse(text, env);
  if (config === undefined) throw new Error(`does not load: ${JSON.stringify(findings)}`);
  return config;
}
