import type { BundledPackage } from "./list-packages.ts";

/** The list of licences that goes into each archive: a line for every package, then every text once. */
export function renderLicences(packages: readonly BundledPackage[], bunVersion: string): string {
  const overview = packages.map(({ name, version, license }) => `${name} ${version}: ${license}`);
  const bearers = Map.groupBy(packages, ({ licenseText }) => licenseText);
  const texts = [...bearers].flatMap(([text, those]) =>
    text === undefined ? [] : [`${"-".repeat(80)}\n${those.map(({ name }) => name).join(", ")}\n\n${text}`],
  );
  return [
    "ccm is one executable that contains these packages:",
    overview.join("\n"),
    `and the runtime Bun ${bunVersion} (MIT), which in turn contains JavaScriptCore (LGPL-2) and others: https://github.com/oven-sh/bun/blob/main/LICENSE.md`,
    ...texts,
  ].join("\n\n");
}
