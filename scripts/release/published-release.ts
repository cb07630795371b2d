import { archiveName, type ReleaseTarget } from "./targets.ts";

/** What the files of package managers say of a release. */
export interface PublishedRelease {
  readonly version: string;
  readonly description: string;
  /** SPDX id. */
  readonly license: string;
  /** Address that tells about ccm. */
  readonly homepage: string;
  /** Folder that the archives are downloaded from. */
  readonly url: string;
  /** SHA-256 in hex, by the archive's name. */
  readonly checksums: ReadonlyMap<string, string>;
}

/** Address and checksum of a system's archive. */
export function publishedArchive(
  { url, version, checksums }: PublishedRelease,
  target: ReleaseTarget,
): { readonly url: string; readonly sha256: string } {
  const name = archiveName(target, version);
  const sha256 = checksums.get(name);
  if (sha256 === undefined) throw new Error(`no checksum of ${name}`);
  return { url: `${url}/${name}`, sha256 };
}
