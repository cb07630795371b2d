import * as v from "valibot";
import type { Standing } from "../daemon/find-instance.ts";
import { askAdmin } from "./ask-admin.ts";

const findingSchema = v.object({
  severity: v.picklist(["error", "warning"]),
  line: v.exactOptional(v.number()),
  path: v.string(),
  message: v.string(),
});

const daemonSchema = v.object({
  live: v.number(),
  config: v.object({ findings: v.array(findingSchema), not_loaded: v.nullable(v.array(findingSchema)) }),
  providers: v.array(v.object({ name: v.string(), state: v.string(), reason: v.string() })),
  ledger: v.nullable(
    v.object({
      state: v.picklist(["recording", "waiting", "off"]),
      reason: v.optional(v.string()),
      dropped: v.number(),
    }),
  ),
});

/** What only the running daemon knows. */
export type DaemonFacts = v.InferOutput<typeof daemonSchema>;

/** Asks the daemon how it stands; `undefined` where none runs, or it does not tell: commands go on without. */
export async function askDaemon(standing: Standing, tokenPath: string): Promise<DaemonFacts | undefined> {
  if (standing.state !== "running") return undefined;
  const answer = await askAdmin(standing.instance, tokenPath, "/api/status").catch(() => undefined);
  const told = v.safeParse(daemonSchema, answer);
  return told.success ? told.output : undefined;
}
