import { expect, test } from "bun:test";
import { createNewId } from "../../../src/daemon/new-id.ts";

test("ids are never the same, and letters and digits after their prefix", () => {
  const newId = createNewId();
  const ids = Array.from({ length: 1000 }, () => newId("req_"));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-z]{24}$/);
});
