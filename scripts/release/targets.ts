/** One system that ccm is released for. */
export interface ReleaseTarget {
  /** As it stands in the archive's name, which scripts/install.sh and install.ps1 compose too. */
  readonly name: string;
  /** What Bun compiles for; `@oven/` before it is the npm package of that runtime. */
  readonly compile: string;
  /** The system in Node's words, as npm chooses packages by it. */
  readonly os: "linux" | "darwin" | "win32";
  readonly cpu: "x64" | "arm64";
  readonly libc?: "glibc" | "musl";
}

/**
 * Every system that ccm is released for. There is no baseline build beside x64: Bun's x64 runtime is one for all
 * processors with SSE4.2 (2008), takes AVX2 where it finds it, and its `-baseline` packages hold the same bytes.
 */
export const releaseTargets = [
  { name: "linux-x64", compile: "bun-linux-x64", os: "linux", cpu: "x64", libc: "glibc" },
  { name: "linux-x64-musl", compile: "bun-linux-x64-musl", os: "linux", cpu: "x64", libc: "musl" },
  { name: "linux-arm64", compile: "bun-linux-aarch64", os: "linux", cpu: "arm64", libc: "glibc" },
  { name: "linux-arm64-musl", compile: "bun-linux-aarch64-musl", os: "linux", cpu: "arm64", libc: "musl" },
  { name: "darwin-x64", compile: "bun-darwin-x64", os: "darwin", cpu: "x64" },
  { name: "darwin-arm64", compile: "bun-darwin-aarch64", os: "darwin", cpu: "arm64" },
  { name: "windows-x64", compile: "bun-windows-x64", os: "win32", cpu: "x64" },
] as const satisfies readonly ReleaseTarget[];

/** What the program is called on a system. */
export function binaryName({ os }: ReleaseTarget): string {
  return os === "win32" ? "ccm.exe" : "ccm";
}

/** What the archive of a system is called. */
export function archiveName({ name, os }: ReleaseTarget, version: string): string {
  return `ccm-${version}-${name}.${os === "win32" ? "zip" : "tar.gz"}`;
}
