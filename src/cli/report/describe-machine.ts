import { arch, release, type } from "node:os";
import type { Standing } from "../../daemon/find-instance.ts";
import { commit, version } from "../../version.ts";
import { formatTable } from "../format-table.ts";
import type { Terminal } from "../terminal.ts";
import type { Section } from "./section.ts";

const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] as const;

function daemonWords(standing: Standing): string {
  switch (standing.state) {
    case "running":
    case "silent": {
      const { instance } = standing;
      const hours = ((Date.now() - instance.startedAt) / 3_600_000).toFixed(1);
      return `${standing.state}, version ${instance.version}, for ${hours} hours`;
    }
    default:
      return standing.state;
  }
}

/** Versions and the machine, without names of its user or itself. */
export function describeMachine(standing: Standing, { env }: Terminal, now: Date): Section {
  const set = proxies.filter((name) => env[name] ?? env[name.toLowerCase()]);
  const facts = [
    ["ccm", `${version} (${commit})`],
    ["bun", Bun.version],
    ["system", `${type()} ${release()} ${arch()}`],
    ["home", env.CCM_HOME ? "of CCM_HOME" : "usual"],
    ["proxy", set.length === 0 ? "none" : `${set.join(", ")} set`],
    ["daemon", daemonWords(standing)],
    ["written", now.toISOString()],
  ];
  return { title: "version and platform", text: formatTable(facts) };
}
