import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

const lockSchema = v.object({
  packages: v.record(v.string(), v.looseTuple([v.string()])),
});

const manifestSchema = v.object({
  name: v.string(),
  version: v.string(),
  license: v.optional(v.string(), "NOASSERTION"),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
});

/** A package that is compiled into ccm. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it. */
  readonly license: string;
  /** What its licence file says, if it has one. */
  readonly licenseText?: string;
  /** Of the package as downloaded (`sha512-…`), from the lock file. */
  readonly integrity?: string;
  /** Names of the packages it needs itself. */
  readonly dependencies: readonly string[];
}

type Lock = v.InferOutput<typeof lockSchema>["packages"];

async function readLicense(folder: string): Promise<{ licenseText?: string }> {
  const file = (await readdir(folder)).find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  return file === undefined ? {} : { licenseText: (await readFile(join(folder, file), "utf8")).trim() };
}

function integrityOf(lock: Lock, name: string): { integrity?: string } {
  const integrity = lock[name]?.at(-1);
  return typeof integrity === "string" && integrity.startsWith("sha512-") ? { integrity } : {};
}

async function readPackage(root: string, lock: Lock, name: string): Promise<BundledPackage> {
  const folder = join(root, "node_modules", name);
  const manifest = v.parse(
    v.pipe(v.string(), v.parseJson(), manifestSchema),
    await readFile(join(folder, "package.json"), "utf8"),
  );
  const locked = lock[name]?.[0];
  if (locked !== `${name}@${manifest.version}`) {
    throw new Error(`node_modules has ${name}@${manifest.version}, bun.lock ${locked}: bun install`);
  }
  const dependencies = Object.keys(manifest.dependencies).toSorted();
  const { version, license } = manifest;
  return {
    name,
    version,
    license,
    dependencies,
    ...(await readLicense(folder)),
    ...integrityOf(lock, name),
  };
}

/**
 * Lists every package that ccm needs when it runs, and those that these need, by name.
 * @throws Error when the installed packages are not those of the lock file
 */
export async function listPackages(root: string): Promise<readonly BundledPackage[]> {
  const read = (path: string) => readFile(join(root, path), "utf8");
  const { packages: lock } = v.parse(lockSchema, Bun.JSONC.parse(await read("bun.lock")));
  const own = v.parse(v.pipe(v.string(), v.parseJson(), manifestSchema), await read("package.json"));
  const found = new Map<string, BundledPackage>();
  const open = Object.keys(own.dependencies);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const bundled = await readPackage(root, lock, name);
    found.set(name, bundled);
    open.push(...bundled.dependencies);
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
