import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { Cooldown, CooldownStorage } from "../chain/cooldown.ts";
import { type FailureKind, failures } from "../errors.ts";
import { parseJson } from "../json.ts";
import type { Log } from "../log.ts";
import { writePrivateFile } from "../private-file.ts";
import { messageOf } from "../thrown.ts";

const isFailureKind = (value: unknown): value is FailureKind =>
  typeof value === "string" && value in failures;

const storedCooldowns = v.array(
  v.object({
    key: v.object({
      provider: v.string(),
      credential: v.exactOptional(v.string()),
      model: v.exactOptional(v.string()),
    }),
    cause: v.custom<FailureKind>(isFailureKind),
    message: v.string(),
    since: v.number(),
    until: v.number(),
    stated: v.boolean(),
    version: v.string(),
  }),
);

/** How long changes are gathered before the file is written, in milliseconds. */
const gatherMs = 200;

/** Keeps cooldowns in a file over restarts. A file that cannot be read or written costs a log line, nothing else. */
export function openCooldownFile(path: string, log: Log): CooldownStorage & { flush(): Promise<void> } {
  let waiting: readonly Cooldown[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = "[]";
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    if (!waiting) return;
    const text = JSON.stringify(waiting);
    waiting = undefined;
    if (text === written) return;
    try {
      await writePrivateFile(path, text);
      written = text;
    } catch (error) {
      log.warn("cooldowns could not be saved", {
        path,
        error: messageOf(error),
      });
    }
  }

  /** Resolves when all that was to be saved is in the file, also what another call was already writing. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  return {
    load() {
      try {
        const text = readFileSync(path, "utf8");
        const cooldowns = v.parse(storedCooldowns, parseJson(text));
        written = text;
        return cooldowns;
      } catch {
        // No file yet, or a damaged one: at worst a limited provider is asked once more.
        return [];
      }
    },
    save(cooldowns) {
      waiting = cooldowns;
      timer ??= setTimeout(() => void flush(), gatherMs);
    },
    flush,
  };
}
