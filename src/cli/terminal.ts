import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { codeOf } from "../thrown.ts";
import { withoutControls } from "./without-controls.ts";

/** What a command may do to the world around it: say, print, read the environment. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints data, on stdout: what a script reads. */
  print(text: string): void;
  /** Talks to the person, on stderr. */
  say(text: string): void;
  /** Whether stdout is a terminal that shows colours to somebody who wants them. */
  readonly color?: boolean;
  /** How wide stdout is; `undefined` where it is no terminal. */
  columns?(): number | undefined;
  /** Says what goes on just now, in a line that the next one replaces and an empty one takes away; only to a screen. */
  progress?(text: string): void;
}

/** Whoever read stdout has seen enough (`ccm logs -f | head`): a command has nothing more to do. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Whether a person sits there who can be asked: both ends of the talk are a terminal. */
export function isAnswered(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

/** Prints a value as JSON for a machine to read. Secrets print as `[secret]`. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, null, 2));
}

/** Writes all of a text at once. `process.stdout` would do it later, and costs 15 ms to load. */
function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = codeOf(error);
      // The reader has seen enough, or the terminal is gone.
      if (code === "EPIPE" || code === "EIO") throw new OutputClosed();
      if (code !== "EAGAIN") throw error;
      Bun.sleepSync(1); // a pipe that somebody made non-blocking is full
    }
  }
}

function say(text: string): void {
  try {
    writeAll(2, `${withoutControls(text)}\n`);
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error; // nobody listens; what is to be done is done all the same
  }
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  env: process.env,
  print: (text) => writeAll(1, `${withoutControls(text)}\n`),
  say,
  color: isatty(1) && !process.env.NO_COLOR && process.env.TERM !== "dumb",
  ...(isatty(2) && { progress: (text: string) => writeAll(2, `\r\u001b[K${withoutControls(text)}`) }),
  columns: () => (isatty(1) ? process.stdout.columns : undefined),
};
