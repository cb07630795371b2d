import * as v from "valibot";
import type { ToldCooldown } from "../../admin/cooldown-json.ts";
import type { CcmPaths } from "../../config/paths.ts";
import type { Standing } from "../../daemon/find-instance.ts";
import type { Instance } from "../../daemon/pid-file.ts";
import { readAnswer } from "../read-answer.ts";
import { silentInstance } from "../silent-instance.ts";
import type { Terminal } from "../terminal.ts";

/** Which cooldowns to end; nothing named means all. */
export interface CooldownFilter {
  readonly provider?: string;
  readonly model?: string;
}

/** The cooldowns of a home folder, wherever they are kept just now. */
export interface OpenCooldowns {
  /** The one that ends first stands first. */
  list(): Promise<readonly ToldCooldown[]>;
  /** Ends what matches before its time; resolves to how many. */
  clear(filter: CooldownFilter): Promise<number>;
}

const momentSchema = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => Date.parse(text)),
);

const listSchema = v.object({
  cooldowns: v.array(
    v.pipe(
      v.object({
        provider: v.string(),
        credential: v.exactOptional(v.string()),
        model: v.exactOptional(v.string()),
        cause: v.string(),
        message: v.string(),
        since: momentSchema,
        until: momentSchema,
        stated: v.boolean(),
      }),
      v.transform(({ provider, credential, model, ...rest }) => ({
        key: {
          provider,
          ...(credential !== undefined && { credential }),
          ...(model !== undefined && { model }),
        },
        ...rest,
      })),
    ),
  ),
});

const clearedSchema = v.object({ cleared: v.number() });

/** The daemon keeps them in memory: its own word counts, not the file it writes now and then. */
async function ofInstance(instance: Instance, paths: CcmPaths): Promise<OpenCooldowns> {
  const { askAdmin } = await import("../ask-admin.ts");
  return {
    list: async () => {
      const path = "/api/cooldowns";
      return readAnswer(listSchema, await askAdmin(instance, paths.adminToken, path), path).cooldowns;
    },
    clear: async (filter) => {
      const path = "/api/cooldowns/clear";
      const answer = await askAdmin(instance, paths.adminToken, path, { ...filter });
      return readAnswer(clearedSchema, answer, path).cleared;
    },
  };
}

async function ofFile(paths: CcmPaths, terminal: Terminal): Promise<OpenCooldowns> {
  const { loadCooldowns } = await import("./load-cooldowns.ts");
  const { cooldowns, flush } = loadCooldowns(paths.cooldowns, terminal);
  return {
    list: async () => cooldowns.list().toSorted((one, other) => one.until - other.until),
    clear: async (filter) => {
      const cleared = cooldowns.clear(filter);
      if (cleared > 0) await flush();
      return cleared;
    },
  };
}

/**
 * Opens the cooldowns: the running daemon's, else those it left in their file.
 * @throws UserError when a daemon runs but does not answer: it would overwrite the file
 */
export async function openCooldowns(
  standing: Standing,
  paths: CcmPaths,
  terminal: Terminal,
): Promise<OpenCooldowns> {
  if (standing.state === "running") return ofInstance(standing.instance, paths);
  if (standing.state === "silent") throw silentInstance(standing.instance);
  return ofFile(paths, terminal);
}

/** The cooldowns, for a command that has more to tell; `undefined` where the daemon does not say. */
export async function tellCooldowns(
  standing: Standing,
  paths: CcmPaths,
  terminal: Terminal,
): Promise<readonly ToldCooldown[] | undefined> {
  return openCooldowns(standing, paths, terminal)
    .then((cooldowns) => cooldowns.list())
    .catch(() => undefined);
}
