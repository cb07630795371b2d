import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import packageJson from "../package.json" with { type: "json" };
import type { ArchiveEntry } from "./release/archive-entry.ts";
import { listPackages } from "./release/list-packages.ts";
import { renderLicences } from "./release/render-licences.ts";
import { renderSbom } from "./release/render-sbom.ts";
import { type ReleaseTarget, releaseTargets } from "./release/targets.ts";
import { writeTar } from "./release/write-tar.ts";
import { writeZip } from "./release/write-zip.ts";

const usage = `bun run release [--only TARGET]... [--out FOLDER] [--url URL] [--runtime FILE]

Builds ccm for every system and lays the archives, their checksums, the bill of materials (CycloneDX), the list of
licences and the install scripts into dist/release.

  --only TARGET    only this system, more than once if you like: ${releaseTargets.map(({ name }) => name).join(", ")}
  --url URL        folder that the files will be downloaded from, written into the install scripts
  --runtime FILE   Bun executable of the one target, instead of downloading it`;

const root = resolve(import.meta.dir, "..");
const { values: flags } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    out: { type: "string", default: join(root, "dist", "release") },
    url: { type: "string" },
    runtime: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const { version } = packageJson;

async function compile(target: ReleaseTarget, outfile: string): Promise<void> {
  const runtime = flags.runtime === undefined ? [] : ["--runtime", flags.runtime];
  const script = join(root, "scripts", "build.ts");
  const child = Bun.spawn(
    [process.execPath, script, "--target", target.compile, "--outfile", outfile, ...runtime],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  if ((await child.exited) !== 0) throw new Error(`the build for ${target.name} failed`);
}

/** Builds and packs one target; returns the archive's name. */
async function releaseTarget(target: ReleaseTarget, texts: readonly ArchiveEntry[]): Promise<string> {
  const folder = await mkdtemp(join(flags.out, ".build-"));
  try {
    const binary = target.archive === "zip" ? "ccm.exe" : "ccm";
    await compile(target, join(folder, binary));
    const content = await readFile(join(folder, binary));
    const entries = [{ path: binary, content, executable: true }, ...texts];
    const name = `ccm-${version}-${target.name}.${target.archive}`;
    await writeFile(join(flags.out, name), target.archive === "zip" ? writeZip(entries) : writeTar(entries));
    return name;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function textEntry(path: string, text?: string): Promise<ArchiveEntry> {
  const content = text === undefined ? await readFile(join(root, path)) : Buffer.from(text);
  return { path, content, executable: false };
}

/** An install script that knows where this release lies and which one it is. */
async function installScript(name: string): Promise<string> {
  const text = await readFile(join(root, "scripts", name), "utf8");
  return text.replaceAll("@CCM_VERSION@", version).replaceAll("@CCM_URL@", flags.url ?? "");
}

async function checksumLine(name: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256").update(await readFile(join(flags.out, name))).digest("hex");
  return `${hash}  ${name}\n`;
}

async function release(targets: readonly ReleaseTarget[]): Promise<void> {
  await rm(flags.out, { recursive: true, force: true });
  await mkdir(flags.out, { recursive: true });
  const packages = await listPackages(root);
  const licences = renderLicences(packages, Bun.version);
  const dependencies = Object.keys(packageJson.dependencies);
  const documents = [
    [`ccm-${version}.cdx.json`, renderSbom(packages, { version, bunVersion: Bun.version, dependencies })],
    ["THIRD-PARTY-LICENSES.txt", licences],
    ["install.sh", await installScript("install.sh")],
    ["install.ps1", await installScript("install.ps1")],
  ] as const;
  for (const [name, text] of documents) await writeFile(join(flags.out, name), text);

  const texts = await Promise.all([
    textEntry("LICENSE"),
    textEntry("README.md"),
    textEntry("CHANGELOG.md"),
    textEntry("THIRD-PARTY-LICENSES.txt", licences),
  ]);
  const archives: string[] = [];
  for (const target of targets) archives.push(await releaseTarget(target, texts));
  const sums = await Promise.all([...archives, ...documents.map(([name]) => name)].map(checksumLine));
  await writeFile(join(flags.out, "SHA256SUMS"), sums.join(""));
  console.log(`${archives.length} archives in ${flags.out}`);
}

function chosenTargets(): readonly ReleaseTarget[] {
  if (flags.only.length === 0) return releaseTargets;
  return flags.only.map((name) => {
    const target = releaseTargets.find((one) => one.name === name);
    if (target === undefined) throw new Error(`no target "${name}": ${usage}`);
    return target;
  });
}

if (flags.help) console.log(usage);
else await release(chosenTargets());
