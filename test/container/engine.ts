/** How a command of the container engine ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Docker, or what takes its commands. */
export interface Engine {
  run(...args: readonly string[]): Promise<Outcome>;
  /** What it printed. @throws Error when it failed */
  must(...args: readonly string[]): Promise<string>;
}

/** Calls the engine by its command line, `["docker"]`. */
export function createEngine(command: readonly string[]): Engine {
  const run = async (...args: readonly string[]): Promise<Outcome> => {
    const child = Bun.spawn([...command, ...args], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
    const [out, err] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { code: await child.exited, out: out.trim(), err: err.trim() };
  };
  return {
    run,
    async must(...args) {
      const { code, out, err } = await run(...args);
      if (code !== 0) throw new Error(`${[...command, ...args].join(" ")} failed (${code}): ${err || out}`);
      return out;
    },
  };
}
