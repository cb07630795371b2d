import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Config } from "../../config/config.ts";
import { UserError } from "../../errors.ts";
import { openLedgerReader } from "../../usage/queries/open-reader.ts";
import { plural } from "../plural.ts";
import { posixWord } from "../shells.ts";
import type { Check } from "./check.ts";

const area = "ledger";

/** Whether the file can be read by this ccm. */
function checkFile(path: string): Check {
  const told = { area, subject: path } as const;
  if (!existsSync(path)) return { ...told, state: "ok", words: "not there yet: the first request makes it" };
  try {
    const reader = openLedgerReader(path);
    try {
      return { ...told, state: "ok", words: `${plural(reader.lastSeq(), "request")} recorded so far` };
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...told, state: "warning", words: error.message.replace(`${path} `, "") };
  }
}

/** Broken ledgers that were set aside: kept for whoever wants to look, of no use to ccm. */
function checkLeftovers(path: string): Check[] {
  const folder = dirname(path);
  const broken = existsSync(folder)
    ? readdirSync(folder).filter(
        (name) => name.startsWith(`${basename(path)}.corrupt-`) && !/-(?:wal|shm)$/.test(name),
      )
    : [];
  return broken.map((name) => ({
    area,
    subject: join(folder, name),
    state: "warning",
    words: "a broken ledger that was set aside",
    mend: `rm ${posixWord(join(folder, name))}*`,
  }));
}

/** Whether requests are recorded, and whether more than facts is kept of them. */
export function checkLedger(path: string, { usage, server }: Pick<Config, "usage" | "server">): Check[] {
  const off: Check = { area, subject: path, state: "ok", words: "off: usage.enabled is false" };
  const bodies: Check = {
    area,
    subject: "server.log_bodies",
    state: "warning",
    words: `on: prompts and answers are kept for ${plural(usage.retentionDays, "day")}`,
    mend: "log_bodies = false, once you have what you need",
  };
  return [
    ...(usage.enabled ? [checkFile(path)] : [off]),
    ...checkLeftovers(path),
    ...(usage.enabled && server.logBodies ? [bodies] : []),
  ];
}
