import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import packageJson from "../../package.json" with { type: "json" };
import { type ReleaseTarget, releaseTargets } from "./targets.ts";

const systems = releaseTargets.map(({ name }) => name).join(", ");

const usage = `bun run release [--only SYSTEM]... [--out FOLDER] [--repository URL] [--url URL] [--npm-name NAME]

Builds ccm for every system and lays into dist/release: the archives and their checksums, the bill of materials
(CycloneDX), the list of licences, the install scripts, the packages for npm, and the files for Homebrew and Scoop.

  --only SYSTEM      only this system, more than once if you like: ${systems}
  --out FOLDER       where to, in place of dist/release; it is emptied first
  --repository URL   where ccm's source lies, such as https://github.com/you/ccm; Homebrew and Scoop need it
  --url URL          folder that the archives will be downloaded from (default: that release on the repository's GitHub)
  --npm-name NAME    name of the npm package; those of the systems begin with it (default: @claude-code-mux/ccm)`;

/** What to release, and where it will lie. */
export interface ReleaseFlags {
  readonly targets: readonly ReleaseTarget[];
  /** Absolute path. */
  readonly out: string;
  readonly repository?: string;
  readonly url?: string;
  readonly npmName: string;
}

/** Reads the command line; `undefined` when there is nothing to release: help was asked for, or is needed. */
export function readFlags(root: string): ReleaseFlags | undefined {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      out: { type: "string", default: join(root, "dist", "release") },
      repository: { type: "string" },
      url: { type: "string" },
      "npm-name": { type: "string", default: "@claude-code-mux/ccm" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return undefined;
  }
  const targets = releaseTargets.filter(({ name }) => values.only.includes(name));
  if (targets.length < new Set(values.only).size) {
    console.error(`--only takes one of ${systems}`);
    process.exitCode = 2;
    return undefined;
  }
  const { repository } = values;
  const url = values.url ?? (repository && `${repository}/releases/download/v${packageJson.version}`);
  return {
    targets: values.only.length === 0 ? releaseTargets : targets,
    out: resolve(values.out),
    npmName: values["npm-name"],
    ...(repository === undefined ? {} : { repository }),
    ...(url === undefined ? {} : { url }),
  };
}
