import type { BundledPackage } from "./list-packages.ts";

/** Package URL (purl-spec) of an npm package. */
function purlOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function hashesOf(integrity: string | undefined): object {
  if (integrity === undefined) return {};
  const content = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
  return { hashes: [{ alg: "SHA-512", content }] };
}

/** A single SPDX id and an expression stand in different places. */
function licenceOf(license: string): object {
  if (license === "NOASSERTION") return {};
  return { licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }] };
}

function componentOf(bundled: BundledPackage): object {
  return {
    type: "library",
    "bom-ref": purlOf(bundled),
    name: bundled.name,
    version: bundled.version,
    ...licenceOf(bundled.license),
    ...hashesOf(bundled.integrity),
    purl: purlOf(bundled),
  };
}

/** The bill of materials of a release, as CycloneDX 1.6 JSON; without a date, so that the same release gives the same text. */
export function renderSbom(
  packages: readonly BundledPackage[],
  own: {
    readonly version: string;
    readonly bunVersion: string;
    /** Names of the packages that ccm itself asks for. */
    readonly dependencies: readonly string[];
  },
): string {
  const self = `pkg:generic/ccm@${own.version}`;
  const runtime = `pkg:generic/bun@${own.bunVersion}`;
  const byName = new Map(packages.map((bundled) => [bundled.name, purlOf(bundled)]));
  const refs = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": self,
        name: "ccm",
        version: own.version,
        ...licenceOf("MIT"),
      },
    },
    components: [
      {
        type: "platform",
        "bom-ref": runtime,
        name: "bun",
        version: own.bunVersion,
        ...licenceOf("MIT"),
        purl: runtime,
      },
      ...packages.map(componentOf),
    ],
    dependencies: [
      { ref: self, dependsOn: [runtime, ...refs(own.dependencies)] },
      { ref: runtime, dependsOn: [] },
      ...packages.map((bundled) => ({ ref: purlOf(bundled), dependsOn: refs(bundled.dependencies) })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}
