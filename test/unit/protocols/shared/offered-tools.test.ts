import { expect, test } from "bun:test";
import type { CustomTool } from "../../../../src/protocols/anthropic/request.ts";
import { offeredTools } from "../../../../src/protocols/shared/offered-tools.ts";

function tool(name: string): CustomTool {
  return { kind: "custom", name, input_schema: {}, defer_loading: true };
}

test("the placeholder for tools that are not loaded is left out, loaded ones are not", () => {
  const tools = [tool("DeferredToolPlaceholder"), tool("WebFetch")];
  expect(offeredTools({ model: "m", messages: [], tools }).map(({ name }) => name)).toEqual(["WebFetch"]);
  expect(offeredTools({ model: "m", messages: [] })).toEqual([]);
});
