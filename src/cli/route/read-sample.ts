import { readFileSync } from "node:fs";
import { exitCodes, UserError } from "../../errors.ts";
import { messageOf } from "../../thrown.ts";

/** Where the request comes from that a route is explained for. */
export interface SampleSource {
  /** Path of a saved request body; `-` is standard input. */
  readonly file?: string;
  /** Words of a user's turn, when there is no file. */
  readonly text: readonly string[];
}

/** The body to route: the saved one, else one turn of these words. @throws UserError when the file cannot be read. */
export function readSample({ file, text }: SampleSource): Uint8Array {
  if (file === undefined) {
    const messages = [{ role: "user", content: text.join(" ") }];
    return new TextEncoder().encode(JSON.stringify({ max_tokens: 1024, messages }));
  }
  if (text.length > 0) throw new UserError("give a file or a text, not both", exitCodes.usage);
  try {
    return new Uint8Array(readFileSync(file === "-" ? 0 : file));
  } catch (error) {
    const message = messageOf(error);
    throw new UserError(
      `cannot read ${file}: ${/no such file/.test(message) ? "there is no such file" : message}`,
    );
  }
}
