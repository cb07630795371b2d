import { version as packageVersion } from "../package.json" with { type: "json" };

declare const CCM_COMMIT: string;

/** Version of the package, `1.0.0`. */
export const version: string = packageVersion;

/** Commit the binary was built from, seven hex digits; `source` when the program runs uncompiled. */
export const commit: string = typeof CCM_COMMIT === "string" ? CCM_COMMIT : "source";

/** What `ccm --version` prints. */
export const versionLine = `ccm ${version} (${commit}, bun ${Bun.version})`;
