import type { Environment } from "../../config/paths.ts";
import type { SetupKey } from "../../config/setup.ts";
import { type ProviderType, providerRow } from "../../providers/table.ts";
import { Secret } from "../../secret.ts";
import { referenceIn, variableHolding } from "../key-reference.ts";

/** What people leave where a key should be. */
const placeholder =
  /^(?:|x{3,}|none|null|dummy|empty|fake|sk-x+|sk-\.\.\.|\?|<.*>|your[-_ ].*|.*(?:your|my)[-_ ](?:api[-_ ])?key.*)$/i;

/** The key as the config will hold it: a reference stays one, and so does a key that lies in the environment too. */
export function importKey(text: string, env: Environment): SetupKey {
  const variable = referenceIn(text) ?? variableHolding(text, env);
  return variable === undefined ? { literal: new Secret(text) } : { variable };
}

/** The keys of a provider: none where it needs none, its usual variable where only a placeholder stood. */
export function importKeys(
  text: string | undefined,
  type: ProviderType,
  env: Environment,
): readonly SetupKey[] {
  const { auth, keyVariable: usual } = providerRow(type);
  const isLocal = auth === "optional-bearer" && providerRow(type).baseUrl !== undefined;
  if (auth === "none" || (isLocal && referenceIn(text ?? "") === undefined)) return [];
  if (text !== undefined && !placeholder.test(text.trim())) return [importKey(text, env)];
  return usual === undefined ? [] : [{ variable: usual }];
}
