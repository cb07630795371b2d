/** What a command may do to the world around it: say, print, read the environment. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints data, on stdout: what a script reads. */
  print(text: string): void;
  /** Talks to the person, on stderr. */
  say(text: string): void;
}

/** Prints a value as JSON for a machine to read. Secrets print as `[secret]`. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, null, 2));
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  env: process.env,
  print: (text) => void process.stdout.write(`${text}\n`),
  say: (text) => void process.stderr.write(`${text}\n`),
};
