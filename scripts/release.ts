import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import type { ArchiveEntry } from "./release/archive-entry.ts";
import { collectDocuments } from "./release/collect-documents.ts";
import { compileTarget } from "./release/compile-target.ts";
import { type NpmTarball, packMain, packSystem } from "./release/npm/pack-npm.ts";
import { type ReleaseFlags, readFlags } from "./release/read-flags.ts";
import { renderFormula } from "./release/render-formula.ts";
import { renderScoop } from "./release/render-scoop.ts";
import { archiveName, binaryName, type ReleaseTarget, releaseTargets } from "./release/targets.ts";
import { writeTar } from "./release/write-tar.ts";
import { writeZip } from "./release/write-zip.ts";

const root = resolve(import.meta.dir, "..");
const { version, description, license } = packageJson;

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

  const documents = await collectDocuments(root, url);
  for (const { path, content } of documents.published) await publish(path, content);

  const npm = { name: npmName, version, description, license, ...(repository && { repository }) };
  for (const target of targets) {
    const content = await compileTarget(target, out);
    const program = { path: binaryName(target), content, executable: true };
    await publish(archiveName(target, version), packArchive(target, [program, ...documents.archived]));
    const licences = [documents.license, documents.licences];
    await publishNpm("npm/systems", packSystem(npm, target, content, licences));
  }
  await publishNpm("npm", await packMain(npm, targets, [documents.license, documents.readme]));

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
