import { join } from "node:path";

/** A helper process that serves HTTP on a port it has printed. */
export interface ScriptProcess {
  readonly pid: number;
  /** Without trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a script of this folder and waits for its port. */
export async function startScript(
  name: "upstream" | "pass-through" | "least-router",
  ...args: string[]
): Promise<ScriptProcess> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, `${name}.ts`), ...args], {
    env: { PATH: process.env.PATH ?? "", BUN_CONFIG_MAX_HTTP_REQUESTS: "4096" },
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await child.stdout.getReader().read();
  const port = new TextDecoder().decode(value).trim();
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
