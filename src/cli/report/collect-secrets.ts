import { readFileSync } from "node:fs";
import type { Config } from "../../config/config.ts";
import type { CcmPaths } from "../../config/paths.ts";
import { secretsOf } from "../../config/secrets-of.ts";
import { Secret } from "../../secret.ts";

/** Longer than names and times, shorter than any token. */
const shortestToken = 16;

/** Every longer text in the file of logins, and the admin token: not all of them are secret, none is of use. */
function storedSecrets(path: string): Secret[] {
  try {
    const words = readFileSync(path, "utf8").match(/[^\s"\\,:{}[\]]+/g) ?? [];
    return words.filter(({ length }) => length >= shortestToken).map((word) => new Secret(word));
  } catch {
    return []; // there is none, which is usual
  }
}

/** All credentials that ccm could have written anywhere. */
export function collectSecrets(paths: CcmPaths, config: Config | undefined): readonly Secret[] {
  return [
    ...(config ? secretsOf(config) : []),
    ...storedSecrets(paths.tokens),
    ...storedSecrets(paths.adminToken),
  ];
}
