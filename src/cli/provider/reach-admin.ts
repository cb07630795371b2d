import { UserError } from "../../errors.ts";
import { type JsonObject, type JsonValue, parseJson } from "../../json.ts";
import { askAdmin, refusalIn } from "../ask-admin.ts";
import type { Location } from "../locate.ts";
import { openConfig } from "../open-config.ts";
import { silentInstance } from "../silent-instance.ts";
import type { Terminal } from "../terminal.ts";

/** The admin side of ccm, whether ccm runs or not. */
export interface Admin {
  /** GET, or POST of `body`. @throws UserError when it refuses or does not answer within `timeoutMs` */
  ask(path: string, body?: JsonObject, timeoutMs?: number): Promise<JsonValue | undefined>;
  close(): Promise<void>;
}

/** Builds the same application in this process, without a port; what it asks stands in the ledger all the same. */
async function openWithoutDaemon(where: Location, terminal: Terminal): Promise<Admin> {
  const [{ composeApp }, { createLog }] = await Promise.all([
    import("../../daemon/compose-app.ts"),
    import("../../log.ts"),
  ]);
  const config = await openConfig(where.configPath, terminal);
  const server = { ...config.server, host: "127.0.0.1" }; // nobody else hears it, so nothing need be guarded
  const app = await composeApp({
    paths: where.paths,
    config: { ...config, server },
    log: createLog({ level: "error", format: "pretty", write: terminal.say }),
    instanceId: "",
    peerOf: () => undefined,
    pendingRequests: () => 0,
  });
  const host = `127.0.0.1:${server.port}`;
  return {
    async ask(path, body) {
      const init = body && { method: "POST", body: JSON.stringify(body) };
      const headers = { host, "content-type": "application/json", accept: "application/json" };
      const response = await app.fetch(new Request(`http://${host}${path}`, { ...init, headers }));
      const answer = await response.text();
      if (response.ok) return parseJson(answer);
      throw new UserError(`ccm does not answer ${path}: ${refusalIn(answer) ?? `status ${response.status}`}`);
    },
    close: app.close,
  };
}

/**
 * Reaches the admin side of the running ccm, else of one that is opened for as long as this command runs.
 * @throws UserError when one runs but does not answer: both would write the same files
 */
export async function reachAdmin(where: Location, terminal: Terminal): Promise<Admin> {
  const { findInstance } = await import("../../daemon/find-instance.ts");
  const standing = await findInstance(where.paths.pid);
  if (standing.state === "silent") throw silentInstance(standing.instance);
  if (standing.state !== "running") return openWithoutDaemon(where, terminal);
  const { instance } = standing;
  return {
    ask: (path, body, timeoutMs) => askAdmin(instance, where.paths.adminToken, path, body, timeoutMs),
    close: async () => undefined,
  };
}
