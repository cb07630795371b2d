import { existsSync, readFileSync } from "node:fs";
import type { Config } from "../../config/config.ts";
import { renderFindings } from "../../config/diagnose.ts";
import type { Standing } from "../../daemon/find-instance.ts";
import { messageOf } from "../../thrown.ts";
import { redact } from "../../usage/redact.ts";
import { readConfigInUse } from "../config-in-use.ts";
import { tellCooldowns } from "../cooldowns/open-cooldowns.ts";
import { renderCooldowns } from "../cooldowns/render-cooldowns.ts";
import type { Check } from "../doctor/check.ts";
import { examine } from "../doctor/examine.ts";
import { renderChecks } from "../doctor/render-checks.ts";
import { effectiveConfig } from "../effective-config.ts";
import { formatToml } from "../format-toml.ts";
import type { Location } from "../locate.ts";
import { openPaint } from "../paint.ts";
import { plural } from "../plural.ts";
import type { Terminal } from "../terminal.ts";
import { userHomeOf } from "../user-home.ts";
import { collectSecrets } from "./collect-secrets.ts";
import { describeMachine } from "./describe-machine.ts";
import { describeRequests } from "./describe-requests.ts";
import type { Section } from "./section.ts";
import { withoutUserHome } from "./without-user-home.ts";

const logLines = 200;

function describeConfig(path: string, config: Config | undefined, findings: readonly string[]): Section {
  const shown = config ? formatToml(effectiveConfig(config)) : `${path} does not load`;
  return { title: "config, credentials masked", text: [...findings, "", shown].join("\n").trim() };
}

async function describeDoctor(where: Location, offline: boolean, terminal: Terminal): Promise<Section> {
  const checks = await examine(where, offline, terminal);
  const count = (state: Check["state"]): string =>
    plural(checks.filter((check) => check.state === state).length, state);
  return {
    title: `doctor: ${count("problem")}, ${count("warning")}`,
    text: renderChecks(checks, openPaint({})),
  };
}

async function describeCooldowns(standing: Standing, where: Location, terminal: Terminal): Promise<Section> {
  const cooldowns = await tellCooldowns(standing, where.paths, terminal);
  if (!cooldowns) return { title: "cooldowns: unknown", text: "the running ccm does not tell" };
  return { title: `cooldowns: ${cooldowns.length}`, text: renderCooldowns(cooldowns, Date.now()) };
}

function describeLog(path: string): Section {
  if (!existsSync(path)) {
    return { title: "log: none", text: "no log file: ccm ran in the foreground, or in a container" };
  }
  try {
    const lines = readFileSync(path, "utf8").trimEnd().split("\n").slice(-logLines);
    return { title: `log, the last ${lines.length} lines`, text: lines.join("\n") };
  } catch (error) {
    return { title: "log: unreadable", text: messageOf(error) };
  }
}

/** Collects what a bug report needs: nothing in it is a credential or a prompt, and no path names the user. */
export async function collectReport(
  where: Location,
  offline: boolean,
  terminal: Terminal,
): Promise<readonly Section[]> {
  const { paths } = where;
  const { standing, path, config, findings } = await readConfigInUse(where, terminal);
  const sections = [
    describeMachine(standing, terminal, new Date()),
    describeConfig(path, config, renderFindings(findings, path)),
    await describeDoctor(where, offline, terminal),
    await describeCooldowns(standing, where, terminal),
    describeLog(paths.log),
    describeRequests(paths.ledger, config),
  ];
  const secrets = collectSecrets(paths, config);
  const clean = (text: string): string => withoutUserHome(redact(text, secrets), userHomeOf(terminal.env));
  return sections.map(({ title, text }) => ({ title, text: clean(text) }));
}
