import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileIfStale } from "./compile-if-stale.ts";
import { type ConfigUnderTest, writeConfig } from "./write-config.ts";

/** A running ccm with a home of its own. */
export interface RunningCcm {
  /** Without trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly home: string;
  /** Everything it has written to stdout and stderr so far. */
  log(): string;
  /** Replaces the configuration file; the port stays. */
  configure(config: ConfigUnderTest): Promise<void>;
  /** Ends it (SIGTERM) and starts it again on the same home and port. */
  restart(): Promise<void>;
  /** Ends it and removes its home; gives the exit code. */
  stop(): Promise<number>;
}

/** The program under test: `CCM_BIN`, else the sources as they are now, compiled. */
export function ccmCommand(): string[] {
  return process.env.CCM_BIN ? process.env.CCM_BIN.split(" ") : [compileIfStale()];
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no TCP port");
  return address.port;
}

export interface StartOptions {
  /** Its own text, for a config that is about more than targets. */
  readonly config: ConfigUnderTest | ((port: number) => string);
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/** Starts ccm on a temporary home and waits until it answers `GET /health`. */
export async function startCcm(options: StartOptions): Promise<RunningCcm> {
  const port = await findFreePort();
  const home = await mkdtemp(join(tmpdir(), "ccm-under-test-"));
  const configure = (config: StartOptions["config"]): Promise<void> => {
    const text = typeof config === "function" ? config(port) : writeConfig(config, port);
    return writeFile(join(home, "config.toml"), text, { mode: 0o600 });
  };
  await configure(options.config);

  const command = [...(options.command ?? ccmCommand()), "start"];
  const url = `http://127.0.0.1:${port}`;
  let log = "";
  const launch = async (): Promise<Bun.Subprocess> => {
    const child = Bun.spawn(command, {
      env: { PATH: process.env.PATH ?? "", HOME: home, CCM_HOME: home, ...options.env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    for (const stream of [child.stdout, child.stderr]) {
      void collect(stream, (text) => {
        log += text;
      });
    }
    await untilHealthy(url, child, () => log);
    return child;
  };

  let child = await launch();
  const end = async (): Promise<number> => {
    child.kill("SIGTERM");
    const stubborn = setTimeout(() => child.kill("SIGKILL"), 10_000);
    const code = await child.exited;
    clearTimeout(stubborn);
    return code;
  };
  return {
    url,
    port,
    home,
    get pid() {
      return child.pid;
    },
    log: () => log,
    configure,
    restart: async () => {
      await end();
      child = await launch();
    },
    stop: async () => {
      const code = await end();
      await rm(home, { recursive: true, force: true });
      return code;
    },
  };
}

async function collect(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) take(decoder.decode(bytes, { stream: true }));
}

async function untilHealthy(url: string, child: Bun.Subprocess, log: () => string): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) return;
    await Bun.sleep(20);
  }
  child.kill("SIGKILL");
  throw new Error(`ccm did not come up at ${url}:\n${log()}`);
}
