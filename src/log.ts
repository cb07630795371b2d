import { type ConsolaInstance, type ConsolaReporter, createConsola, type LogObject } from "consola/core";

/** Fields of one log line. Values are facts about a request, never its text and never a credential. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export const logLevels = ["error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];
export type LogFormat = "pretty" | "json";

/** The log as the rest of ccm sees it: a sentence and named fields. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `human` says the same for a person, where sentence and fields would be hard to read; JSON does without it. */
  info(message: string, fields?: LogFields, human?: () => string): void;
  debug(message: string, fields?: LogFields): void;
  /** Whether a line of this level would be written, for callers to whom making its fields is work. */
  writes(level: LogLevel): boolean;
  /** Applies a changed `log_level` without a restart. */
  setLevel(level: LogLevel): void;
}

const consolaLevels: Record<LogLevel, number> = { error: 0, warn: 1, info: 3, debug: 4, trace: 5 };
const longestField = 2048;

/** Takes away what could forge a line or drive a terminal: C0, C1, line and paragraph separators. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "\ufffd").slice(0, longestField);
}

function cleanFields(fields: LogFields): Record<string, string | number | boolean> {
  const cleaned: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) cleaned[key] = typeof value === "string" ? clean(value) : value;
  }
  return cleaned;
}

function jsonLine(entry: LogObject): string {
  const [message, fields] = entry.args as [string, Record<string, unknown>]; // only `createLog` below calls consola
  return JSON.stringify({ time: entry.date.toISOString(), level: entry.type, message, ...fields });
}

/** Colours of levels that want a look. */
const levelColors: Readonly<Record<string, number>> = { error: 31, warn: 33 };

function levelWord(level: string, color: boolean): string {
  const code = levelColors[level];
  const word = level.padEnd(5);
  return color && code !== undefined ? `\u001b[${code}m${word}\u001b[39m` : word;
}

function prettyLine(entry: LogObject, color: boolean): string {
  const [message, fields, human] = entry.args as [
    string,
    Record<string, unknown>,
    (() => string) | undefined,
  ];
  const time = entry.date.toTimeString().slice(0, 8);
  const start = `${time} ${levelWord(entry.type, color)}`;
  if (human) return `${start} ${clean(human())}`;
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${String(value)}`);
  return [start, message, ...pairs].join(" ");
}

/** Creates the log. `write` gets whole lines without the line end; stderr in the program, an array in tests. */
export function createLog(options: {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly write: (line: string) => void;
  /** Whether pretty lines go to a screen that shows colours. */
  readonly color?: boolean;
}): Log {
  const render =
    options.format === "json" ? jsonLine : (entry: LogObject) => prettyLine(entry, options.color ?? false);
  const reporter: ConsolaReporter = { log: (entry) => options.write(render(entry)) };
  // Throttling would swallow equal lines of parallel requests.
  const sink: ConsolaInstance = createConsola({
    level: consolaLevels[options.level],
    reporters: [reporter],
    throttle: 0,
  });
  const writes = (level: LogLevel): boolean => sink.level >= consolaLevels[level];
  const logAt =
    (level: "error" | "warn" | "info" | "debug") =>
    (message: string, fields: LogFields = {}, human?: () => string): void => {
      if (writes(level)) sink[level](clean(message), cleanFields(fields), human);
    };
  return {
    error: logAt("error"),
    warn: logAt("warn"),
    info: logAt("info"),
    debug: logAt("debug"),
    writes,
    setLevel: (level) => {
      sink.level = consolaLevels[level];
    },
  };
}
