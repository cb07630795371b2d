import type { Cooldown } from "../../chain/cooldown.ts";
import type { FailureKind } from "../../errors.ts";
import type { Tone } from "../components/status.tsx";
import { failureWords } from "./failures.ts";

/** Failures of a credential that waiting does not heal. */
const needsPerson: ReadonlySet<FailureKind> = new Set(["authentication", "billing", "permission"]);

/** A cooldown as a state: what heals by itself, and what waits for a person. */
export function restWords({ cause }: Cooldown): { readonly tone: Tone; readonly word: string } {
  return needsPerson.has(cause)
    ? { tone: "bad", word: failureWords(cause) }
    : { tone: "wait", word: "Cooling down" };
}
