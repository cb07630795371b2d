import { afterEach } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import { ccmPaths } from "../../../src/config/paths.ts";
import { composeApp } from "../../../src/daemon/compose-app.ts";
import { createLog } from "../../../src/log.ts";

/** A daemon without a port: requests are handed to it as the server would. */
export interface OpenedDaemon {
  readonly home: string;
  /** A request as a browser on ccm's own pages makes it; headers that are given win. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Opens a page and sends the form that it shows, with its token. */
  submit(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<Response>;
}

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** The token that a page hides in its forms. */
export function csrfOf(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
}

/** Opens a daemon on a config in a home of its own; it is closed after the test. */
export async function openDaemon(options: {
  readonly config: string;
  readonly host?: string;
  readonly tokens?: object;
  /** Where requests seem to come from; absent: where they do come from, this machine. */
  readonly peer?: string;
}): Promise<OpenedDaemon> {
  const host = options.host ?? "127.0.0.1";
  const home = await mkdtemp(join(tmpdir(), "ccm-admin-"));
  const paths = ccmPaths({ CCM_HOME: home }, home);
  await writeFile(paths.config, `[server]\nhost = "${host}"\nport = 13456\n${options.config}`, {
    mode: 0o600,
  });
  if (options.tokens) await writeFile(paths.tokens, JSON.stringify(options.tokens), { mode: 0o600 });
  const { config, findings } = loadConfig(paths.config, {});
  if (!config) throw new Error(`does not load: ${JSON.stringify(findings)}`);
  const log = createLog({ level: "error", format: "json", write: () => undefined });
  const peerOf = (request: Request) => options.peer ?? server.requestIP(request)?.address;
  const app = await composeApp({
    paths,
    config,
    log,
    instanceId: "test",
    pendingRequests: () => 1,
    peerOf,
  });
  endings.push(async () => {
    await app.close();
    await rm(home, { recursive: true, force: true });
  });
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => app.fetch(request),
  });
  endings.unshift(() => server.stop(true));

  const ask = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ host: "127.0.0.1:13456", accept: "text/html" });
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    return fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: "manual", ...init, headers });
  };
  return {
    home,
    ask,
    async submit(page, action, fields) {
      const csrf = csrfOf(await (await ask(page)).text());
      return ask(action, { method: "POST", body: new URLSearchParams({ csrf, ...fields }) });
    },
  };
}
