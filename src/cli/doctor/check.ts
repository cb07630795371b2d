/** One thing that the doctor looked at. */
export interface Check {
  readonly area:
    | "version"
    | "config"
    | "files"
    | "ledger"
    | "daemon"
    | "provider"
    | "network"
    | "clock"
    | "client";
  /** What was looked at: a path, a provider, a host. */
  readonly subject: string;
  /** `problem`: ccm cannot do its work so. `warning`: it can, but not all of it, or not safely. */
  readonly state: "ok" | "warning" | "problem";
  readonly words: string;
  /** The command that mends it, or what to do. */
  readonly mend?: string;
}
