import { Secret } from "../secret.ts";
import type { Config } from "./config.ts";

const credentialHeader = /auth|key|token|secret|cookie/i;

/** Every credential that a config holds, so that none gets into what is kept or given away. */
export function secretsOf({ server, providers }: Pick<Config, "server" | "providers">): readonly Secret[] {
  const own = providers.flatMap(({ keys, headers }) => [
    ...keys,
    ...Object.entries(headers).flatMap(([name, value]) =>
      credentialHeader.test(name) ? [new Secret(value.replace(/^(?:bearer|basic) /i, ""))] : [],
    ),
  ]);
  return server.apiKey ? [server.apiKey, ...own] : own;
}
