import type { Config } from "../../config/config.ts";
import { askHealth } from "../../daemon/ask-health.ts";
import { baseUrlOf } from "../../daemon/base-url.ts";
import type { Standing } from "../../daemon/find-instance.ts";
import { findPortHolder } from "../../daemon/port-holder.ts";
import { isLoopback } from "../../server/middleware/check-host.ts";
import { version } from "../../version.ts";
import type { Check } from "./check.ts";

const area = "daemon";

/** Whether the port is free for a ccm that does not run. */
async function checkPort({ server }: Config): Promise<Check> {
  const subject = `port ${server.port}`;
  const health = await askHealth(server);
  const holder = findPortHolder(server.port);
  if (health.state === "silent" && holder === undefined) {
    return { area, subject, state: "ok", words: "free" };
  }
  const program = holder && `${holder.program ?? "a program"} (pid ${holder.pid})`;
  if (health.state === "ccm") {
    const words = `a ccm of another home folder listens there${program === undefined ? "" : `: ${program}`}`;
    return { area, subject, state: "warning", words };
  }
  return {
    area,
    subject,
    state: "problem",
    words: `${program ?? "another program"} listens there`,
    mend: "ccm start --port <another>",
  };
}

function checkStanding(standing: Standing): Check {
  switch (standing.state) {
    case "absent":
      return { area, subject: "ccm", state: "warning", words: "does not run", mend: "ccm start --detach" };
    case "stale": {
      const words = `does not run; its pid file is left over: ${standing.reason}`;
      return { area, subject: "ccm", state: "warning", words, mend: "ccm start --detach" };
    }
    case "original": {
      const words = `claude-code-mux runs (pid ${standing.pid}) in this home folder`;
      return { area, subject: "ccm", state: "warning", words, mend: "ccm stop, then ccm start --detach" };
    }
    case "silent": {
      const words = `runs (pid ${standing.instance.pid}) but does not answer`;
      return { area, subject: "ccm", state: "problem", words, mend: "ccm restart" };
    }
    case "running": {
      const { instance } = standing;
      const words = `runs (pid ${instance.pid}) on ${baseUrlOf(instance)}`;
      if (instance.version === version) return { area, subject: "ccm", state: "ok", words };
      const old = `${words}, version ${instance.version}; this is ${version}`;
      return { area, subject: "ccm", state: "warning", words: old, mend: "ccm restart" };
    }
  }
}

/** Whether ccm runs, can run, and is open to more than it should be. */
export async function checkDaemon(standing: Standing, config: Config | undefined): Promise<Check[]> {
  const checks = [checkStanding(standing)];
  if (!config) return checks;
  if (standing.state === "absent" || standing.state === "stale") checks.push(await checkPort(config));
  const { host, apiKey } = config.server;
  if (!isLoopback(host) && apiKey === undefined) {
    checks.push({
      area,
      subject: `server.host ${host}`,
      state: "warning",
      words: "other machines may use the providers without a key",
      mend: "set server.api_key, or server.host to 127.0.0.1",
    });
  }
  return checks;
}
