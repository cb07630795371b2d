/** What a service manager is to run. */
export interface ServiceDefinition {
  /** ccm with the options that stand before a command; absolute paths. */
  readonly ccm: readonly string[];
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
  /** Exit code 0 while the manager knows the service and, where it can tell, keeps it running. */
  readonly status: readonly string[];
  /** How to read what the service says. */
  readonly log: string;
  /** What makes the service see a variable. */
  readonly setVariable: string;
}

/** Longer than ccm lets live streams run on when it is told to stop (30 s unless configured), in seconds. */
export const stopGraceSeconds = 45;
