import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ccmCommand } from "../ccm/start-ccm.ts";

/** What a person types when the program has said something. */
export interface Reply {
  /** The program's words to wait for. */
  readonly after: RegExp;
  /** Types this line; gets everything that is on the screen so far. */
  readonly type: (screen: string) => string | Promise<string>;
}

export interface FinishedRun {
  readonly exitCode: number;
  /** In a terminal both streams together; else what went to stdout. */
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** The address of the consent page in what ccm has said. */
export function addressIn(text: string): string {
  const address = /^\s*(https?:\/\/\S+)\s*$/m.exec(text.replaceAll("\r", ""))?.[1];
  if (address === undefined) throw new Error(`no address in: ${text}`);
  return address;
}

/** Runs `ccm` on a real terminal, with a program in the place of the person. */
export async function runInTerminal(
  args: readonly string[],
  env: Environment,
  replies: readonly Reply[] = [],
): Promise<FinishedRun> {
  let screen = "";
  let next = 0;
  const decoder = new TextDecoder();
  const child = Bun.spawn([...ccmCommand(), ...args], {
    env: { PATH: "/nonexistent", TERM: "xterm", ...env },
    terminal: {
      // Wide enough that no line is broken by the terminal.
      cols: 4000,
      rows: 50,
      async data(terminal, bytes) {
        screen += decoder.decode(bytes, { stream: true });
        const reply = replies[next];
        if (!reply?.after.test(screen)) return;
        next++;
        terminal.write(`${await reply.type(screen)}\r`);
      },
    },
  });
  const exitCode = await child.exited;
  child.terminal?.close();
  return { exitCode, stdout: screen, stderr: "" };
}

/** Runs `ccm` without any terminal. */
export async function runPiped(args: readonly string[], env: Environment, stdin = ""): Promise<FinishedRun> {
  const child = Bun.spawn([...ccmCommand(), ...args], {
    env: { PATH: "/nonexistent", ...env },
    stdin: new Blob([stdin]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode, stdout, stderr };
}

/** Puts a browser into `folder` that goes wherever it is sent, and the environment that makes ccm open it. */
export function installBrowser(folder: string): Environment {
  const browser = join(folder, "xdg-open");
  // Compiled, ccm starts `xdg-open`; from its sources, a script of the `open` package that starts $BROWSER.
  writeFileSync(
    browser,
    `#!/bin/sh\n/usr/bin/env -i ${process.execPath} -e 'await fetch(process.argv[1])' "$1"\n`,
  );
  chmodSync(browser, 0o755);
  const noDesktop = { XDG_DATA_DIRS: "/nonexistent", XDG_DATA_HOME: "/nonexistent" };
  return { PATH: `${folder}:/usr/bin:/bin`, BROWSER: browser, DISPLAY: ":0", ...noDesktop };
}
