/** One system that ccm is released for. */
export interface ReleaseTarget {
  /** As it stands in the archive's name, which scripts/install.sh and install.ps1 compose too. */
  readonly name: string;
  /** What Bun compiles for. */
  readonly compile: string;
  readonly archive: "tar.gz" | "zip";
}

/** Every system that ccm is released for. Baseline is for x64 processors without AVX2 (before 2013). */
export const releaseTargets = [
  { name: "linux-x64", compile: "bun-linux-x64", archive: "tar.gz" },
  { name: "linux-x64-baseline", compile: "bun-linux-x64-baseline", archive: "tar.gz" },
  { name: "linux-x64-musl", compile: "bun-linux-x64-musl", archive: "tar.gz" },
  { name: "linux-x64-musl-baseline", compile: "bun-linux-x64-musl-baseline", archive: "tar.gz" },
  { name: "linux-arm64", compile: "bun-linux-arm64", archive: "tar.gz" },
  { name: "linux-arm64-musl", compile: "bun-linux-arm64-musl", archive: "tar.gz" },
  { name: "darwin-x64", compile: "bun-darwin-x64", archive: "tar.gz" },
  { name: "darwin-arm64", compile: "bun-darwin-arm64", archive: "tar.gz" },
  { name: "windows-x64", compile: "bun-windows-x64", archive: "zip" },
] as const satisfies readonly ReleaseTarget[];
