import { expect, test } from "bun:test";
import parseToml from "@iarna/toml/parse-string.js";
import fc from "fast-check";
import { formatToml } from "../../../src/cli/format-toml.ts";
import type { JsonObject } from "../../../src/json.ts";

test("writes plain keys before tables, and arrays of tables by their path", () => {
  const text = formatToml({
    top: 1,
    server: { port: 1, timeouts: { api: 2 }, host: "h" },
    models: [{ name: "a", mappings: [{ p: 1 }, { p: 2 }] }, { name: "b" }],
  });
  expect(text).toBe(`top = 1

[server]
port = 1
host = "h"

[server.timeouts]
api = 2

[[models]]
name = "a"

[[models.mappings]]
p = 1

[[models.mappings]]
p = 2

[[models]]
name = "b"`);
});

test("leaves out what is absent or empty", () => {
  expect(formatToml({ a: undefined, b: null, c: {}, d: { e: undefined } })).toBe("");
});

test("what it writes is TOML and means the same", () => {
  const scalar = fc.oneof(
    fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\u007f", "")),
    fc.boolean(),
    fc.integer({ min: -1e9, max: 1e9 }),
  );
  const key = fc.stringMatching(/^[a-z][a-z _.-]{0,8}$/);
  const flat = fc.dictionary(key, scalar, { minKeys: 1 });
  const document = fc.dictionary(
    key,
    fc.oneof(scalar, fc.array(fc.string({ unit: "grapheme-ascii" })), flat, fc.array(flat, { minLength: 1 })),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(document, (value) => {
      const read = JSON.parse(JSON.stringify(parseToml(formatToml(value as JsonObject)))); // plain data, as generated
      expect(read).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
