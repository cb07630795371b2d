import type { LedgerReader } from "../../usage/queries/open-reader.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { errorLine } from "../words/error-line.ts";

/** What the ledger answered, or why it did not: then that part of a page says so, and the rest stands. */
export type LedgerAnswer<Answer> = { readonly answer: Answer } | { readonly problem: string };

/** Asks the ledger. */
export function askLedger<Answer>(
  { ledger }: Pick<AdminDependencies, "ledger">,
  question: (reader: LedgerReader) => Answer,
): LedgerAnswer<Answer> {
  if (!ledger) return { problem: "It is turned off: usage.enabled is false in the config." };
  try {
    return { answer: ledger.ask(question) };
  } catch (error) {
    return { problem: `The ledger answered "${errorLine(error)}". Requests are still served.` };
  }
}
