import { isatty } from "node:tty";
import type { ServerConfig } from "../config/config.ts";
import { createLog, type Log } from "../log.ts";
import { logFileVariable } from "./detach.ts";
import { keepLogBounded } from "./log-file.ts";
import { writeLinesTo } from "./write-lines.ts";

/** The daemon's log on stderr: for a person on a terminal, JSON elsewhere, bounded when stderr is the log file. */
export function openLog(
  config: Pick<ServerConfig, "logLevel" | "logFormat">,
  env: Readonly<Record<string, string | undefined>>,
): Log {
  const format = config.logFormat ?? (isatty(2) ? "pretty" : "json");
  const write = writeLinesTo(2);
  const logFile = env[logFileVariable];
  return createLog({
    level: config.logLevel,
    format,
    color: isatty(2) && !env.NO_COLOR && env.TERM !== "dumb",
    write: logFile === undefined ? write : keepLogBounded(logFile, write),
  });
}
