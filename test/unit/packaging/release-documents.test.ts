import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import * as v from "valibot";
import packageJson from "../../../package.json" with { type: "json" };
import { listPackages } from "../../../scripts/release/list-packages.ts";
import { renderLicences } from "../../../scripts/release/render-licences.ts";
import { renderSbom } from "../../../scripts/release/render-sbom.ts";

const packages = await listPackages(resolve(import.meta.dir, "../../.."));
const dependencies = Object.keys(packageJson.dependencies);

describe("listPackages", () => {
  test("lists what ccm needs, and what that needs in turn, but no tool of its making", () => {
    const names = packages.map(({ name }) => name);
    expect(names).toContainValues(dependencies);
    expect(names).toContain("gaxios"); // by way of google-auth-library
    for (const tool of Object.keys(packageJson.devDependencies)) expect(names).not.toContain(tool);
  });

  test("knows a licence and a checksum of each", () => {
    for (const { license, integrity } of packages) {
      expect(license).not.toBe("NOASSERTION");
      expect(integrity).toStartWith("sha512-");
    }
  });
});

describe("renderSbom", () => {
  const bomSchema = v.object({
    bomFormat: v.literal("CycloneDX"),
    specVersion: v.literal("1.6"),
    metadata: v.object({ component: v.object({ "bom-ref": v.string() }) }),
    components: v.array(
      v.object({
        "bom-ref": v.string(),
        purl: v.pipe(v.string(), v.regex(/^pkg:(npm\/(%40[\w.-]+\/)?[\w.-]+|generic\/bun)@\d+\.\d+\.\d+/)),
        hashes: v.optional(
          v.array(
            v.object({ alg: v.literal("SHA-512"), content: v.pipe(v.string(), v.regex(/^[\da-f]{128}$/)) }),
          ),
        ),
      }),
    ),
    dependencies: v.array(v.object({ ref: v.string(), dependsOn: v.array(v.string()) })),
  });
  const text = renderSbom(packages, { version: "1.2.3", bunVersion: "1.4.5", dependencies });
  const bom = v.parse(v.pipe(v.string(), v.parseJson(), bomSchema), text);

  test("has a component for the runtime and for every package", () => {
    expect(bom.components).toHaveLength(packages.length + 1);
  });

  test("every dependency leads to a component, and ccm's own are complete", () => {
    const known = new Set(bom.components.map((component) => component["bom-ref"]));
    for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(known).toContain(ref);
    const own = bom.dependencies.find(({ ref }) => ref === bom.metadata.component["bom-ref"]);
    expect(own?.dependsOn).toHaveLength(dependencies.length + 1);
  });
});

test("the list of licences names every package and says a shared text once", () => {
  const shared = { license: "MIT", licenseText: "Permission is granted", dependencies: [] };
  const list = renderLicences(
    [
      { name: "one", version: "1.0.0", ...shared },
      { name: "two", version: "2.0.0", ...shared },
    ],
    "1.4.5",
  );
  expect(list).toContain("one 1.0.0: MIT\ntwo 2.0.0: MIT");
  expect(list).toContain("one, two\n\nPermission is granted");
  expect(list.split("Permission is granted")).toHaveLength(2);
});
