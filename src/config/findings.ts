import type { Finding } from "./config.ts";
import type { LineLocator } from "./locate-line.ts";
import { formatPath, type TomlPath } from "./toml-source.ts";

/** Collects what is wrong in one file, so that all of it is told at once. */
export interface FindingLog {
  error(path: TomlPath, message: string): void;
  warn(path: TomlPath, message: string): void;
  /** What was collected, by line; what belongs to no line comes first. */
  list(): readonly Finding[];
}

/** Opens an empty log; lines come from `locate`. */
export function createFindingLog(locate: LineLocator): FindingLog {
  const findings: Finding[] = [];
  const add = (severity: Finding["severity"], path: TomlPath, message: string) => {
    const line = locate(path);
    findings.push({ severity, ...(line === undefined ? {} : { line }), path: formatPath(path), message });
  };
  return {
    error: (path, message) => add("error", path, message),
    warn: (path, message) => add("warning", path, message),
    list: () => findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}
