import { isIP } from "node:net";
import { exitCodes, UserError } from "../errors.ts";
import type { Vendor } from "./vendor.ts";

/*
 * A vendor moves its pages without asking; whoever runs ccm must not have to wait for a release then. So every
 * published constant of a login can be replaced: in the config as `[auth.<vendor>] token_url = "…"`, or in the
 * environment as `CCM_AUTH_<VENDOR>_TOKEN_URL`, which wins.
 */

/** Overrides as the config has them; a list is written with spaces between its items. */
export type FlowOverrides = Readonly<Record<string, string | readonly string[]>>;

function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  return address === "localhost" || address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

/** Tokens travel to these addresses: plain HTTP is for this machine alone. */
function checkUrl(value: string, where: string): void {
  if (!URL.canParse(value)) throw new UserError(`${where}: "${value}" is not a URL`, exitCodes.usage);
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== "" || password !== "") {
    throw new UserError(`${where}: a user name or password does not belong into this URL`, exitCodes.usage);
  }
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) {
    throw new UserError(`${where}: must be an https URL, since tokens are sent there`, exitCodes.usage);
  }
}

const isUrlSetting = (name: string): boolean =>
  name.endsWith("_url") || name === "issuer" || name === "redirect_uri";

/**
 * The published settings of a vendor with the config's and the environment's overrides on top. Unknown names are ignored.
 * @throws UserError for a URL that must not get tokens.
 */
export function resolveFlowSettings<Name extends string>(
  vendor: Vendor,
  published: Readonly<Record<Name, string>>,
  overrides: FlowOverrides,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Name, string>> {
  const resolved: Record<Name, string> = { ...published };
  const names = Object.keys(published) as Name[]; // the keys of a record with exactly these names
  for (const name of names) {
    const variable = `CCM_AUTH_${vendor}_${name}`.toUpperCase();
    const fromConfig = overrides[name];
    const configured = Array.isArray(fromConfig) ? fromConfig.join(" ") : fromConfig;
    const value = environment[variable] || configured;
    if (typeof value !== "string") continue;
    if (isUrlSetting(name)) {
      checkUrl(value, environment[variable] ? `$${variable}` : `auth.${vendor}.${name}`);
    }
    resolved[name] = value;
  }
  return resolved;
}

/** Reads `"1455,1457"`; `fallback` for what holds no port. */
export function readPorts(value: string, fallback: readonly number[]): readonly number[] {
  const ports = value
    .split(/[\s,]+/)
    .filter((text) => /^\d{1,5}$/.test(text))
    .map(Number)
    .filter((port) => port <= 65535);
  return ports.length > 0 ? ports : fallback;
}
