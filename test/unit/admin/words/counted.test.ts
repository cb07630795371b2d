import { expect, test } from "bun:test";
import { counted } from "../../../../src/admin/words/counted.ts";

test("one is not told as many", () => {
  expect([0, 1, 2, 1_284].map((count) => counted(count, "mapping"))).toEqual([
    "0 mappings",
    "1 mapping",
    "2 mappings",
    "1,284 mappings",
  ]);
});
