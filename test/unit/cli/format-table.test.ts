import { expect, test } from "bun:test";
import { formatTable } from "../../../src/cli/format-table.ts";

test("columns line up, wide characters included, and lines end without spaces", () => {
  expect(
    formatTable([
      ["NAME", "STATE", ""],
      ["模型", "ready", ""],
      ["long name", "off", "x"],
    ]),
  ).toBe("NAME       STATE\n模型       ready\nlong name  off    x");
});

test("no rows are no text", () => {
  expect(formatTable([])).toBe("");
});
