import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import * as v from "valibot";
import packageJson from "../../../package.json" with { type: "json" };
import { releaseTargets } from "../../../scripts/release/targets.ts";

const root = resolve(import.meta.dir, "../../..");
const lockSchema = v.object({ packages: v.record(v.string(), v.looseTuple([v.string()])) });
const text = await Bun.file(join(root, "scripts/release/runtimes/bun.lock")).text();
const { packages } = v.parse(lockSchema, Bun.JSONC.parse(text));

test.each(releaseTargets.map(({ compile }) => compile))(
  "the runtime for %s is the Bun that the package names, with a checksum",
  (compile) => {
    const locked = packages[`@oven/${compile}`];
    expect(locked?.[0]).toBe(`@oven/${packageJson.packageManager}`.replace("bun@", `${compile}@`));
    expect(locked?.at(-1)).toStartWith("sha512-");
  },
);
