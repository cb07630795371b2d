import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import type { ArchiveEntry } from "./release/archive-entry.ts";
import { compileTarget } from "./release/compile-target.ts";
import { listPackages } from "./release/list-packages.ts";
import { type NpmTarball, packMain, packSystem } from "./release/npm/pack-npm.ts";
import { type ReleaseFlags, readFlags } from "./release/read-flags.ts";
import { renderFormula } from "./release/render-formula.ts";
import { renderLicences } from "./release/render-licences.ts";
import { renderSbom } from "./release/render-sbom.ts";
import { renderScoop } from "./release/render-scoop.ts";
import { archiveName, binaryName, type ReleaseTarget, releaseTargets } from "./release/targets.ts";
import { writeTar } from "./release/write-tar.ts";
import { writeZip } from "./release/write-zip.ts";

const root = resolve(import.meta.dir, "..");
const { version, description, license } = packageJson;

const read = (path: string) => readFile(join(root, path), "utf8");

function textEntry(path: string, text: string): ArchiveEntry {
  return { path, content: Buffer.from(text), executable: false };
}

/** The texts that lie in every archive, and alone beside them. */
async function writeDocuments(url = "") {
  const packages = await listPackages(root);
  const dependencies = Object.keys(packageJson.dependencies);
  const script = async (name: string) => {
    const text = await read(join("scripts", name));
    return textEntry(name, text.replaceAll("@CCM_VERSION@", version).replaceAll("@CCM_URL@", url));
  };
  return {
    license: textEntry("LICENSE", await read("LICENSE")),
    readme: textEntry("README.md", await read("README.md")),
    changelog: textEntry("CHANGELOG.md", await read("CHANGELOG.md")),
    reference: textEntry("config/REFERENCE.md", await read("config/REFERENCE.md")),
    example: textEntry("config/config.example.toml", await read("config/config.example.toml")),
    licences: textEntry("THIRD-PARTY-LICENSES.txt", renderLicences(packages, Bun.version)),
    materials: textEntry(
      `ccm-${version}.cdx.json`,
      renderSbom(packages, { version, bunVersion: Bun.version, dependencies }),
    ),
    installers: [await script("install.sh"), await script("install.ps1")],
  };
}

function packArchive(target: ReleaseTarget, entries: readonly ArchiveEntry[]): Uint8Array {
  return target.os === "win32" ? writeZip(entries) : writeTar(entries);
}

/** Each file is written as soon as it is made: the executables of all systems are a gigabyte. */
async function release({ targets, out, repository, url, npmName }: ReleaseFlags): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, "npm", "systems"), { recursive: true });
  const checksums = new Map<string, string>();
  const publish = async (name: string, content: Uint8Array) => {
    checksums.set(name, new Bun.CryptoHasher("sha256").update(content).digest("hex"));
    await writeFile(join(out, name), content);
  };
  const publishNpm = (folder: string, { file, content }: NpmTarball) =>
    writeFile(join(out, folder, file), content);

  const documents = await writeDocuments(url);
  const { readme, changelog, reference, example, licences, materials, installers } = documents;
  const texts = [documents.license, readme, changelog, reference, example, licences];
  for (const { path, content } of [licences, materials, ...installers]) await publish(path, content);

  const npm = { name: npmName, version, description, license, ...(repository && { repository }) };
  for (const target of targets) {
    const content = await compileTarget(target, out);
    const program = { path: binaryName(target), content, executable: true };
    await publish(archiveName(target, version), packArchive(target, [program, ...texts]));
    await publishNpm("npm/systems", packSystem(npm, target, content, [documents.license, licences]));
  }
  await publishNpm("npm", await packMain(npm, targets, [documents.license, readme]));

  const sums = [...checksums].map(([name, hash]) => `${hash}  ${name}\n`);
  await writeFile(join(out, "SHA256SUMS"), sums.join(""));
  // Both name archives of several systems by their checksums.
  if (repository !== undefined && url !== undefined && targets === releaseTargets) {
    const published = { version, description, license, homepage: repository, url, checksums };
    await writeFile(join(out, "claude-code-mux.rb"), renderFormula(published));
    await writeFile(join(out, "claude-code-mux.json"), renderScoop(published));
  }
  console.log(`${targets.length} archives in ${out}`);
}

const flags = readFlags(root);
if (flags !== undefined) await release(flags);
