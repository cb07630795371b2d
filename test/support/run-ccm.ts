import { setDefaultTimeout } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileIfStale } from "./ccm/compile-if-stale.ts";
import { findFreePort } from "./ccm/start-ccm.ts";

// Tests with real processes measure no time: a busy machine must not fail them. For a file that is run alone: where Bun runs
// many, this reaches the first that imports it, and `bun run test` gives all of them as long.
setDefaultTimeout(60_000);

/** The compiled program under test. */
export const binary = compileIfStale();

/** What a command left behind. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A ccm that runs in the foreground. */
export interface Foreground {
  readonly pid: number;
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has said this on stderr. */
  says(words: string): Promise<void>;
  /** Resolves when it has ended. */
  readonly finished: Promise<Finished>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** A user of ccm with a home folder, a config and a port of their own. Ends what was started and cleans up at the end. */
export class Sandbox implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "ccm-e2e-"));
  /** `CCM_HOME`; not there until ccm makes it or `configure` is called. */
  readonly home = join(this.folder, "home");
  readonly configPath = join(this.home, "config.toml");
  readonly port: number;
  readonly #started: Bun.Subprocess[] = [];

  private constructor(port: number) {
    this.port = port;
  }

  static async open(): Promise<Sandbox> {
    return new Sandbox(await findFreePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Writes a config: this port, the demo provider, and whatever TOML comes after it. */
  configure(more = "", server = ""): void {
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    writeFileSync(
      this.configPath,
      `[server]
port = ${this.port}
${server}
[router]
default = "demo"
[[providers]]
name = "demo"
provider_type = "demo"
[[models]]
name = "demo"
[[models.mappings]]
provider = "demo"
actual_model = "echo"
priority = 1
${more}`,
    );
  }

  #spawn(args: readonly string[], options: RunOptions): Bun.Subprocess<"ignore", "pipe", "pipe"> {
    return Bun.spawn([binary, ...args], {
      cwd: options.cwd ?? this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, CCM_HOME: this.home, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return finish(this.#spawn(args, options));
  }

  /** Runs `ccm start` (or other arguments that serve) in the foreground and waits until it answers. */
  async start(args: readonly string[] = ["start"], options: RunOptions = {}): Promise<Foreground> {
    const child = this.#spawn(args, options);
    this.#started.push(child);
    let said = "";
    const finished = finish(child, (text) => {
      said += text;
    });
    let ended = false;
    void finished.then(() => {
      ended = true;
    });
    while (!(await answers(this.url))) {
      if (ended) throw new Error(`ccm did not start:\n${(await finished).stderr}`);
      await Bun.sleep(5);
    }
    return {
      pid: child.pid,
      url: this.url,
      signal: (name) => child.kill(name),
      says: async (words) => {
        while (!said.includes(words)) {
          if (ended) throw new Error(`it never said "${words}":\n${said}`);
          await Bun.sleep(5);
        }
      },
      finished,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run(["stop", "--now"]); // what was detached
    for (const child of this.#started) child.kill("SIGKILL");
    await Promise.all(this.#started.map(({ exited }) => exited));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function readText(stream: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    all += text;
    onText(text);
  }
  return all;
}

async function finish(
  child: Bun.Subprocess<"ignore", "pipe", "pipe">,
  onStderr: (text: string) => void = () => undefined,
): Promise<Finished> {
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    readText(child.stderr, onStderr),
    child.exited,
  ]);
  return { exitCode, stdout, stderr };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    (response) => response.ok,
    () => false,
  );
}
