import { existsSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { UserError } from "../errors.ts";
import { type LedgerReader, openLedgerReader } from "../usage/queries/open-reader.ts";
import type { Location } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Opens the ledger for reading.
 * @param config the one in use, where it loads
 * @throws UserError when there is none, saying whether there ever will be one, or this ccm cannot read it
 */
export function openLedger(path: string, config: Pick<Config, "usage"> | undefined): LedgerReader {
  if (config?.usage.enabled === false && !existsSync(path)) {
    throw new UserError(
      `there is no usage ledger at ${path}: no request is recorded while usage.enabled is false in the config`,
    );
  }
  return openLedgerReader(path);
}

/** The same for a command that needs no config else: it is read only where there is no ledger. */
export async function openLedgerOf(where: Location, terminal: Terminal): Promise<LedgerReader> {
  const path = where.paths.ledger;
  if (existsSync(path)) return openLedgerReader(path);
  const { readConfigInUse } = await import("./config-in-use.ts");
  return openLedger(path, (await readConfigInUse(where, terminal)).config);
}

const pollMs = 200;
/** How long a file that has just been made may take to become a ledger, in milliseconds. */
const makingMs = 5000;

/** The same for a command that follows: where there will be a ledger, it waits for it. */
export async function awaitLedgerOf(where: Location, terminal: Terminal): Promise<LedgerReader> {
  const path = where.paths.ledger;
  if (existsSync(path)) return openLedgerReader(path);
  const { readConfigInUse } = await import("./config-in-use.ts");
  const { config } = await readConfigInUse(where, terminal);
  if (config?.usage.enabled === false) return openLedger(path, config);
  terminal.say(`there is no usage ledger at ${path} yet: waiting for the first request`);
  while (!existsSync(path)) await Bun.sleep(pollMs);
  const deadline = performance.now() + makingMs;
  for (;;) {
    try {
      return openLedgerReader(path);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(pollMs);
    }
  }
}
