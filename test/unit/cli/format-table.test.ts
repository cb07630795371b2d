import { expect, test } from "bun:test";
import { formatTable, openTable } from "../../../src/cli/format-table.ts";

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

test("numbers end alike", () => {
  expect(
    formatTable(
      [
        ["MODEL", "COST", "ROUTE"],
        ["sonnet", "$6.41", "think"],
        ["haiku", "$0.0004", ""],
      ],
      [1],
    ),
  ).toBe("MODEL      COST  ROUTE\nsonnet    $6.41  think\nhaiku   $0.0004");
});

test("a table that goes on keeps its columns, and widens them for a longer row", () => {
  const table = openTable([1]);
  expect(
    table.add([
      ["first", "1"],
      ["b", "200"],
    ]),
  ).toEqual(["first    1", "b      200"]);
  expect(table.add([["c", "3"]])).toEqual(["c        3"]);
  expect(table.add([["longest", "3"]])).toEqual(["longest    3"]);
});
