import { readFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { ArchiveEntry } from "./archive-entry.ts";
import { listPackages } from "./list-packages.ts";
import { renderLicences } from "./render-licences.ts";
import { renderSbom } from "./render-sbom.ts";

const { version } = packageJson;

/** The texts of a release. */
export interface ReleaseDocuments {
  readonly license: ArchiveEntry;
  readonly readme: ArchiveEntry;
  /** Licences of all that is in the executable. */
  readonly licences: ArchiveEntry;
  /** What lies beside the executable in every archive. */
  readonly archived: readonly ArchiveEntry[];
  /** What lies beside the archives. */
  readonly published: readonly ArchiveEntry[];
}

/**
 * Reads and renders the texts of a release.
 * @param root folder of the repository
 * @param url folder that the release will be downloaded from, written into the install scripts
 */
export async function collectDocuments(root: string, url = ""): Promise<ReleaseDocuments> {
  const read = (path: string) => readFile(join(root, path), "utf8");
  const entry = (path: string, text: string) => ({ path, content: Buffer.from(text), executable: false });
  const file = async (path: string) => entry(path, await read(path));
  const installer = async (name: string) => {
    const text = await read(join("scripts", name));
    return entry(name, text.replaceAll("@CCM_VERSION@", version).replaceAll("@CCM_URL@", url));
  };

  const packages = await listPackages(root);
  const dependencies = Object.keys(packageJson.dependencies);
  const materials = renderSbom(packages, { version, bunVersion: Bun.version, dependencies });
  const license = await file("LICENSE");
  const readme = await file("README.md");
  const licences = entry("THIRD-PARTY-LICENSES.txt", renderLicences(packages, Bun.version));
  const others = ["CHANGELOG.md", "config/REFERENCE.md", "config/config.example.toml"];
  return {
    license,
    readme,
    licences,
    archived: [license, licences, readme, ...(await Promise.all(others.map(file)))],
    published: [
      licences,
      entry(`ccm-${version}.cdx.json`, materials),
      await installer("install.sh"),
      await installer("install.ps1"),
    ],
  };
}
