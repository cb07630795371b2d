import * as clack from "@clack/prompts";
import { UserError } from "../errors.ts";

/** Where questions stand: they are talk, and stdout is for data. */
export const questionOutput = process.stderr;

/** The answer to a question of clack's. @throws UserError when the person gave up instead */
export function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (clack.isCancel(answer)) throw new UserError("nothing was written");
  return answer as Exclude<Answer, symbol>; // the one symbol is the sign of giving up
}

/** Asks for one of several things. */
export async function askOne<Value extends object>(
  message: string,
  options: readonly { readonly value: Value; readonly label: string; readonly hint: string }[],
): Promise<Value> {
  const labelled = options.map(({ label, hint }, index) => ({ value: index, label, hint }));
  const index = answered(await clack.select({ message, options: labelled, output: questionOutput }));
  const chosen = options[index];
  if (chosen === undefined) throw new UserError("nothing was written");
  return chosen.value;
}

/** Asks a yes-or-no question; `usual` is what Enter alone says. */
export async function askYes(message: string, usual: boolean): Promise<boolean> {
  return answered(await clack.confirm({ message, initialValue: usual, output: questionOutput }));
}
