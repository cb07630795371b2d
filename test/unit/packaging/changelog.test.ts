import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "../../../src/version.ts";

test("the changelog begins with what the next release, the package's version, brings", () => {
  const text = readFileSync(resolve(import.meta.dir, "../../../CHANGELOG.md"), "utf8");
  expect(/^## (.+)$/m.exec(text)?.[1]).toBe(version);
});
