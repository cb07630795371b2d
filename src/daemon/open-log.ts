import { isatty } from "node:tty";
import type { ServerConfig } from "../config/config.ts";
import { createLog, type Log } from "../log.ts";
import { logFileVariable } from "./detach.ts";
import { keepLogBounded } from "./log-file.ts";

/** The daemon's log on stderr: for a person on a terminal, JSON elsewhere, bounded when stderr is the log file. */
export function openLog(
  config: Pick<ServerConfig, "logLevel" | "logFormat">,
  env: Readonly<Record<string, string | undefined>>,
): Log {
  const format = config.logFormat ?? (isatty(2) ? "pretty" : "json");
  // Neither blocks the daemon when nobody reads the log, nor costs the 15 ms that loading `process.stderr` does.
  const sink = Bun.stderr.writer();
  const write = (line: string) => {
    void sink.write(`${line}\n`);
    void sink.flush();
  };
  const logFile = env[logFileVariable];
  return createLog({
    level: config.logLevel,
    format,
    write: logFile === undefined ? write : keepLogBounded(logFile, write),
  });
}
