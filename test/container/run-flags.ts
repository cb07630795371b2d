import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";

const root = resolve(import.meta.dir, "../..");

const composeSchema = v.object({
  services: v.object({
    ccm: v.looseObject({
      volumes: v.tuple([v.string(), v.string()]),
      tmpfs: v.array(v.string()),
      read_only: v.boolean(),
      cap_drop: v.array(v.string()),
      security_opt: v.array(v.string()),
      stop_grace_period: v.pipe(v.string(), v.regex(/^\d+s$/)),
    }),
  }),
});

/** What compose.yml says of the service, as flags of `run`, on a folder, a volume and a port of one's own. */
export function readRunFlags(own: {
  readonly config: string;
  readonly volume: string;
  readonly port: number;
}): { readonly flags: readonly string[]; readonly graceSeconds: number } {
  const { ccm } = v.parse(
    composeSchema,
    Bun.YAML.parse(readFileSync(join(root, "compose.yml"), "utf8")),
  ).services;
  const [config, data] = ccm.volumes.map((volume) => volume.split(":")[1] ?? "");
  return {
    flags: [
      ...ccm.tmpfs.flatMap((path) => ["--tmpfs", path]),
      ...(ccm.read_only ? ["--read-only"] : []),
      ...ccm.cap_drop.flatMap((right) => ["--cap-drop", right]),
      ...ccm.security_opt.flatMap((option) => ["--security-opt", option]),
      ...["-v", `${own.config}:${config}`, "-v", `${own.volume}:${data}`],
      ...["-p", `127.0.0.1:${own.port}:13456`],
    ],
    graceSeconds: Number.parseInt(ccm.stop_grace_period, 10),
  };
}
