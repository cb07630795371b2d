import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { programOf } from "./find-instance.ts";

/** The process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** File name of its program, where the system tells. */
  readonly program: string | undefined;
}

const listening = "0A";

/** Socket inodes that listen on a port, of one table in the format of `/proc/net/tcp`. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === listening)
    .flatMap((fields) => fields[9] ?? []);
}

function readIfAny(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** What a process has open. Empty for other users' processes, which may not be looked into. */
function openFilesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      } catch {
        return []; // closed since it was listed
      }
    });
  } catch {
    return [];
  }
}

/** Finds who listens on a port, as far as Linux tells an ordinary user; `undefined` elsewhere and for others' processes. */
export function findPortHolder(port: number): PortHolder | undefined {
  if (process.platform !== "linux") return undefined;
  const tables = [readIfAny("/proc/net/tcp"), readIfAny("/proc/net/tcp6")];
  const sockets = new Set(
    tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return undefined;
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const pid = pids.find((candidate) => openFilesOf(candidate).some((file) => sockets.has(file)));
  return pid === undefined ? undefined : { pid, program: programOf(pid) };
}
