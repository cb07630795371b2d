import { expect, test } from "bun:test";
import fc from "fast-check";
import { mapToolNames, openaiToolNames } from "../../../../src/protocols/shared/tool-names.ts";

const longName = `mcp__${"server_".repeat(10)}__create_issue`;

test("names that fit are left alone", () => {
  const names = mapToolNames(["Read", "mcp__github__create_issue"], openaiToolNames);
  expect(names.toWire("mcp__github__create_issue")).toBe("mcp__github__create_issue");
  expect(names.changed.size).toBe(0);
});

test("a long MCP name keeps its last part, which says most", () => {
  const names = mapToolNames([longName], openaiToolNames);
  expect(names.toWire(longName)).toBe("mcp__create_issue");
  expect(names.changed.get("mcp__create_issue")).toBe(longName);
});

test("a shortened name never pushes aside one that fits", () => {
  const names = mapToolNames([longName, "mcp__create_issue"], openaiToolNames);
  expect(names.toWire("mcp__create_issue")).toBe("mcp__create_issue");
  expect(names.toWire(longName)).toBe("mcp__create_issue_1");
});

test("a name that was not mapped goes through", () => {
  expect(mapToolNames([], openaiToolNames).toWire("unknown")).toBe("unknown");
});

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 100 }),
  fc.constantFrom(
    "a.b",
    "a_b",
    "a b",
    longName,
    `${longName}s`,
    "mcp__create_issue",
    "x".repeat(64),
    "x".repeat(65),
  ),
);

test("every name fits, none fall together, and each can be restored", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name), (given) => {
      const names = mapToolNames(given, openaiToolNames);
      const wire = given.map(names.toWire);
      for (const each of wire) expect(each).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(new Set(wire).size).toBe(given.length);
      expect(wire.map((each) => names.changed.get(each) ?? each)).toEqual(given);
    }),
  );
});

test("the same names always map alike, whatever their order of repetition", () => {
  fc.assert(
    fc.property(fc.array(name), (given) => {
      const once = mapToolNames(given, openaiToolNames);
      const again = mapToolNames([...given, ...given], openaiToolNames);
      expect(given.map(again.toWire)).toEqual(given.map(once.toWire));
    }),
  );
});
