import { vendorOfWord } from "../../auth/vendor.ts";
import { didYouMean } from "../../config/did-you-mean.ts";
import type { Environment } from "../../config/paths.ts";
import type { SetupKey } from "../../config/setup.ts";
import { exitCodes, UserError } from "../../errors.ts";
import { type ProviderType, providerRow, providerTypes } from "../../providers/table.ts";
import type { Secret } from "../../secret.ts";
import { typeOfVendor } from "../auth/type-of-vendor.ts";
import { referenceIn, usualVariable, variableHolding } from "../key-reference.ts";
import { type Candidate, candidate, nameOf, passthrough } from "./candidate.ts";

function wrong(message: string): UserError {
  return new UserError(message, exitCodes.usage);
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** The type that a word means: its name without signs (`zai`), the only one that begins so (`kimi`), or a vendor's product. */
export function findType(word: string): ProviderType {
  const wanted = plain(word);
  const exact = providerTypes.find((type) => plain(type) === wanted);
  if (exact !== undefined) return exact;
  const vendor = vendorOfWord(word);
  if (vendor !== undefined) return typeOfVendor(vendor);
  const [only, ...more] = providerTypes.filter((type) => wanted !== "" && plain(type).startsWith(wanted));
  if (only !== undefined && more.length === 0) return only;
  const near = didYouMean(word, providerTypes) || `: ${providerTypes.join(", ")}`;
  throw wrong(`there is no provider type "${word}"${near}`);
}

function readKey(type: ProviderType, text: string, env: Environment): SetupKey {
  const usual = usualVariable(type);
  const variable = referenceIn(text) ?? variableHolding(text, env, usual);
  if (variable !== undefined) return { variable };
  throw wrong(
    `--provider ${nameOf(type)}: every user of this machine can read what is typed here, so a key is not taken: ` +
      `write '$${usual}', or - to pipe it in`,
  );
}

/**
 * Reads one `--provider`: `zai`, `zai=$ZAI_API_KEY`, `zai=-`, `claude=login`, `claude=passthrough`.
 * @param pipedKey gives the next key that was piped in, for `-`
 * @throws UserError (2) for an unknown type, or a key that must not be on a command line
 */
export async function readProviderOption(
  option: string,
  env: Environment,
  pipedKey: () => Promise<Secret>,
): Promise<Candidate> {
  const at = option.indexOf("=");
  const type = findType(at === -1 ? option : option.slice(0, at));
  const { auth, keyVariable, oauth } = providerRow(type);
  const credential = at === -1 ? undefined : option.slice(at + 1);
  const why = "as you said";
  switch (credential) {
    case undefined: {
      const keyless = auth === "none" || (auth === "optional-bearer" && !env[keyVariable ?? ""]);
      const keys = keyless ? [] : [{ variable: usualVariable(type) }];
      return candidate({ type, auth: "api_key", keys }, why);
    }
    case "":
      throw wrong(
        `--provider ${option} has no key: the variable in it is unset, or your shell took it: write '$NAME' in quotes`,
      );
    case "-":
      return candidate({ type, auth: "api_key", keys: [{ literal: await pipedKey() }] }, why);
    case "login":
    case "passthrough":
      if (oauth === undefined || (credential === "passthrough" && oauth !== "anthropic")) {
        throw wrong(`--provider ${option}: ${providerRow(type).title} has no such way in, only a key`);
      }
      return credential === "login" ? candidate({ type, auth: "oauth", keys: [] }, why) : passthrough(why);
    default:
      return candidate({ type, auth: "api_key", keys: [readKey(type, credential, env)] }, why);
  }
}
