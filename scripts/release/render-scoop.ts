import { type PublishedRelease, publishedArchive } from "./published-release.ts";
import { releaseTargets } from "./targets.ts";

/** The manifest of a release for Scoop, the package manager of Windows. */
export function renderScoop(release: PublishedRelease): string {
  const { version, description, homepage, license } = release;
  const [windows] = releaseTargets.filter(({ os }) => os === "win32");
  if (windows === undefined) throw new Error("no archive for Windows");
  const { url, sha256 } = publishedArchive(release, windows);
  const manifest = {
    version,
    description,
    homepage,
    license,
    architecture: { "64bit": { url, hash: sha256 } },
    bin: "ccm.exe",
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}
