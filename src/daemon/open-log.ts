import { isatty } from "node:tty";
import type { ServerConfig } from "../config/config.ts";
import { createLog, type Log } from "../log.ts";
import { logFileVariable } from "./detach.ts";
import { keepLogBounded } from "./log-file.ts";

/**
 * Writes lines to stderr without blocking the daemon when its reader is slow, and without an error when it has gone.
 * `process.stderr` would do the first too, but costs every start 15 ms.
 */
function writeToStderr(): (line: string) => void {
  const sink = Bun.stderr.writer();
  const nobodyReads = () => undefined;
  return (line) => {
    try {
      void sink.write(`${line}\n`);
      void Promise.resolve(sink.flush()).catch(nobodyReads);
    } catch {
      nobodyReads();
    }
  };
}

/** The daemon's log on stderr: for a person on a terminal, JSON elsewhere, bounded when stderr is the log file. */
export function openLog(
  config: Pick<ServerConfig, "logLevel" | "logFormat">,
  env: Readonly<Record<string, string | undefined>>,
): Log {
  const format = config.logFormat ?? (isatty(2) ? "pretty" : "json");
  const write = writeToStderr();
  const logFile = env[logFileVariable];
  return createLog({
    level: config.logLevel,
    format,
    write: logFile === undefined ? write : keepLogBounded(logFile, write),
  });
}
