/** What a service manager is to run. */
export interface ServiceDefinition {
  /** Program and arguments; absolute paths. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path that output goes to where the manager keeps no log of its own. */
  readonly logFile: string;
}

/** How a service is set up, taken away and asked after with one manager. */
export interface ServicePlan {
  readonly file: {
    readonly path: string;
    readonly text: string;
    readonly encoding: "utf8" | "utf16le";
  };
  /** Commands to run in turn once the file is there. */
  readonly install: readonly (readonly string[])[];
  /** Commands to run before the file goes; one that fails (not running) does not stop the others. */
  readonly uninstall: readonly (readonly string[])[];
  /** Exit code 0 when the service is there and, where the manager can tell, running. */
  readonly status: readonly string[];
}

/** Longer than ccm lets live streams run on when it is told to stop (30 s unless configured), in seconds. */
export const stopGraceSeconds = 45;
