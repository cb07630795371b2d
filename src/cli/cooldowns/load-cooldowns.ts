import { type Cooldowns, createCooldowns } from "../../chain/cooldown.ts";
import { openCooldownFile } from "../../daemon/cooldown-file.ts";
import { createLog } from "../../log.ts";
import type { Terminal } from "../terminal.ts";

/** The cooldowns that a daemon left in its file; changes are in the file once they are flushed. */
export function loadCooldowns(
  path: string,
  terminal: Terminal,
): { readonly cooldowns: Cooldowns; readonly flush: () => Promise<void> } {
  const log = createLog({ level: "warn", format: "pretty", write: (line) => terminal.say(line) });
  const storage = openCooldownFile(path, log);
  return { cooldowns: createCooldowns({ now: Date.now, storage }), flush: storage.flush };
}
