import { describe, expect, test } from "bun:test";
import { renderFormula } from "../../../scripts/release/render-formula.ts";
import { renderScoop } from "../../../scripts/release/render-scoop.ts";
import { archiveName, releaseTargets } from "../../../scripts/release/targets.ts";

const version = "1.2.3";
const checksumOf = (name: string) => new Bun.CryptoHasher("sha256").update(name).digest("hex");
const names = releaseTargets.map((target) => archiveName(target, version));
const release = {
  version,
  description: "Routes clients.",
  license: "MIT",
  homepage: "https://example.org/ccm",
  url: "https://example.org/ccm/v1.2.3",
  checksums: new Map(names.map((name) => [name, checksumOf(name)])),
};

describe("the Homebrew formula", () => {
  const formula = renderFormula(release);

  test("names an archive with its checksum for each processor of macOS and of Linux with glibc", () => {
    const named = [...formula.matchAll(/url "(\S+)"\n\s+sha256 "(\w+)"/g)].map(([, url, sum]) => [url, sum]);
    const expected = names.filter((name) => name.endsWith(".tar.gz") && !name.includes("musl"));
    expect(named.toSorted()).toEqual(
      expected.map((name) => [`${release.url}/${name}`, checksumOf(name)]).toSorted(),
    );
  });

  test.if(Bun.which("ruby") !== null)("Ruby can read it", async () => {
    const child = Bun.spawn(["ruby", "-c"], { stdin: Buffer.from(formula), stdout: "pipe" });
    expect(await new Response(child.stdout).text()).toBe("Syntax OK\n");
  });
});

test("the Scoop manifest names the archive for Windows with its checksum", () => {
  const [archive = ""] = names.filter((name) => name.endsWith(".zip"));
  expect(JSON.parse(renderScoop(release))).toMatchObject({
    version,
    architecture: { "64bit": { url: `${release.url}/${archive}`, hash: checksumOf(archive) } },
    bin: "ccm.exe",
  });
});

test("a release that lacks an archive is not published", () => {
  expect(() => renderFormula({ ...release, checksums: new Map() })).toThrow("no checksum of ccm-1.2.3-");
});
