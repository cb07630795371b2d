import { join } from "node:path";
import type { ArchiveEntry } from "../archive-entry.ts";
import { binaryName, type ReleaseTarget } from "../targets.ts";
import { writeTar } from "../write-tar.ts";

/** What all packages of a release have in common. */
export interface NpmRelease {
  /** Name of the package that users install, with or without a scope; those of the systems begin with it. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** Address of the repository, where npm shows it and checks provenance against it. */
  readonly repository?: string;
}

/** A package as npm publishes it. */
export interface NpmTarball {
  /** `ccm-linux-x64-1.0.0.tgz`, as `npm pack` would call it. */
  readonly file: string;
  readonly content: Uint8Array;
}

/** A system as Node names it, and as the name of its package ends. */
function systemOf({ os, cpu, libc }: ReleaseTarget): string {
  return `${os}-${cpu}${libc === "musl" ? "-musl" : ""}`;
}

function pack(
  manifest: { readonly name: string },
  { version }: NpmRelease,
  entries: readonly ArchiveEntry[],
) {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const all = [{ path: "package.json", content: Buffer.from(text), executable: false }, ...entries];
  return {
    file: `${manifest.name.replace("@", "").replace("/", "-")}-${version}.tgz`,
    content: writeTar(all.map((entry) => ({ ...entry, path: `package/${entry.path}` }))),
  };
}

function commonFields({ version, description, license, repository }: NpmRelease): object {
  return { version, description, license, ...(repository === undefined ? {} : { repository }) };
}

/**
 * Packs the executable of one system: npm installs it where system, processor and libc are those.
 * @param binary the executable
 * @param texts licences, to go with it
 */
export function packSystem(
  release: NpmRelease,
  target: ReleaseTarget,
  binary: Uint8Array,
  texts: readonly ArchiveEntry[],
): NpmTarball {
  const executable = binaryName(target);
  const { os, cpu, libc } = target;
  const manifest = {
    name: `${release.name}-${systemOf(target)}`,
    ...commonFields(release),
    main: executable,
    os: [os],
    cpu: [cpu],
    ...(libc === undefined ? {} : { libc: [libc] }),
    preferUnplugged: true, // Yarn would otherwise keep it in a zip, where nothing can run it
  };
  return pack(manifest, release, [{ path: executable, content: binary, executable: true }, ...texts]);
}

async function bundleLauncher(name: string, systems: readonly string[]): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, "launch.ts")],
    target: "node",
    define: { PACKAGE_NAME: JSON.stringify(name), SYSTEMS: JSON.stringify(systems) },
    banner: "#!/usr/bin/env node",
  });
  const [launcher] = built.outputs;
  if (launcher === undefined) throw new Error("the launcher was not built");
  return launcher.text();
}

/** Packs the package that users install: a launcher, and the packages of all systems as optional dependencies. */
export async function packMain(
  release: NpmRelease,
  targets: readonly ReleaseTarget[],
  texts: readonly ArchiveEntry[],
): Promise<NpmTarball> {
  const systems = targets.map(systemOf);
  const manifest = {
    name: release.name,
    ...commonFields(release),
    type: "module",
    bin: { ccm: "ccm.js" },
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(
      systems.map((system) => [`${release.name}-${system}`, release.version]),
    ),
  };
  const launcher = Buffer.from(await bundleLauncher(release.name, systems));
  return pack(manifest, release, [{ path: "ccm.js", content: launcher, executable: true }, ...texts]);
}
