import type { Environment } from "../../config/paths.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { Secret } from "../../secret.ts";
import { openAccountsOf } from "../auth/open-session.ts";
import type { Terminal } from "../terminal.ts";
import type { Candidate } from "./candidate.ts";
import { findClientLogin, findKeys, findLocalServers, findLogins } from "./find-candidates.ts";
import { findType, readProviderOption } from "./read-provider-option.ts";

/** Everything on this machine that could answer: logins, keys, Claude Code's own login, local servers, in this order. */
export async function findOnThisMachine(
  home: string,
  userHome: string,
  terminal: Terminal,
): Promise<Candidate[]> {
  const { store } = openAccountsOf(undefined, home, terminal);
  return [
    ...findLogins(store.list(), Date.now()),
    ...findKeys(terminal.env),
    ...findClientLogin(terminal.env, userHome),
    ...(await findLocalServers(terminal.env)),
  ];
}

/** Keys that are piped in, one a line, in the order of the options that ask for one. */
function pipedKeys(): () => Promise<Secret> {
  let lines: string[] | undefined;
  return async () => {
    lines ??= (await Bun.stdin.text()).split("\n").filter((line) => line.trim() !== "");
    const key = lines.shift()?.trim();
    if (key === undefined) {
      throw new UserError("--provider …=-: no key was piped in, one line for each", exitCodes.usage);
    }
    return new Secret(key);
  };
}

/** Reads every `--provider`, with the `--base-url` of its type. @throws UserError (2) for what cannot be meant */
export async function readOptions(
  providers: readonly string[],
  baseUrls: readonly string[],
  env: Environment,
): Promise<Candidate[]> {
  const addresses = new Map(
    baseUrls.map((option) => {
      const at = option.indexOf("=");
      const url = option.slice(at + 1);
      if (at === -1 || !/^https?:\/\//.test(url) || !URL.canParse(url)) {
        throw new UserError(
          `--base-url ${option}: write TYPE=URL, as in openai-compatible=https://host/v1`,
          exitCodes.usage,
        );
      }
      return [findType(option.slice(0, at)), url];
    }),
  );
  const pipedKey = pipedKeys();
  const named: Candidate[] = [];
  // One after the other: keys are piped in in this order.
  for (const option of providers) {
    const one = await readProviderOption(option, env, pipedKey);
    const baseUrl = addresses.get(one.provider.type);
    named.push(baseUrl === undefined ? one : { ...one, provider: { ...one.provider, baseUrl } });
  }
  return named;
}
