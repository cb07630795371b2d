import { createInterface } from "node:readline/promises";
import open from "open";
import { isAnswered } from "../terminal.ts";

/** The person in front of a login, as far as this process can reach them. */
export interface Person {
  /** Whether there is a terminal to type into. */
  readonly canType: boolean;
  /** Asks for one line; `undefined` when the person gave up (Ctrl-C, Ctrl-D) or the signal made the question moot. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** Everything that is piped in. */
  readAll(): Promise<string>;
  /** Opens an address in the person's browser; false when that did not work. */
  browse(url: string): Promise<boolean>;
}

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gaveUp = Promise.withResolvers<undefined>();
  lines.once("SIGINT", () => gaveUp.resolve(undefined));
  lines.once("close", () => gaveUp.resolve(undefined));
  try {
    return await Promise.race([lines.question(question, { signal }), gaveUp.promise]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    lines.close();
  }
}

async function browse(url: string): Promise<boolean> {
  try {
    const launcher = await open(url);
    launcher.on("error", () => undefined); // it may still fail after it was started; the address is on the screen
    return true;
  } catch {
    return false;
  }
}

/** The person at this process's standard input. */
export const processPerson: Person = {
  canType: isAnswered(),
  ask,
  readAll: () => Bun.stdin.text(),
  browse,
};

/** Whether a browser could open on the screen of whoever typed the command: not over SSH, not without a desktop. */
export function hasScreen(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (environment.SSH_CONNECTION || environment.SSH_TTY) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY || environment.WSL_DISTRO_NAME);
}
