import type { Cooldown } from "../../chain/cooldown.ts";
import type { FailureKind } from "../../errors.ts";
import type { Tone } from "../components/status.tsx";
import { failureWords } from "./failures.ts";
import { formatClock } from "./moments.ts";

/** Failures of a credential that waiting does not heal. */
const needsPerson: ReadonlySet<FailureKind> = new Set(["authentication", "billing", "permission"]);

/** A cooldown as a state: what heals by itself, and what waits for a person. */
export function restWords({ cause }: Cooldown): { readonly tone: Tone; readonly word: string } {
  return needsPerson.has(cause)
    ? { tone: "bad", word: failureWords(cause) }
    : { tone: "wait", word: "Cooling down" };
}

/** Why something rests, and until when, where that is known: `Limit of the plan, until 16:40`. */
export function whyAndUntil(
  { detail, until }: { readonly detail: string; readonly until?: number },
  now: number,
): string {
  const end = until !== undefined && `until ${formatClock(until, now)}`;
  return [detail, end].filter(Boolean).join(", ");
}
