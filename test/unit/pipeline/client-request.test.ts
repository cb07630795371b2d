import { describe, expect, test } from "bun:test";
import { RequestError } from "../../../src/errors.ts";
import { indexJson } from "../../../src/http/json-index.ts";
import { decodeOnce } from "../../../src/pipeline/client-request.ts";
import { dialects } from "../../../src/protocols/registry.ts";

function bodyOf(megabytes: number): Uint8Array {
  const turn = { role: "user", content: [{ type: "text", text: "a word — ".repeat(1000) }] };
  const count = Math.ceil((megabytes * 1024 * 1024) / JSON.stringify(turn).length);
  const body = { model: "m", max_tokens: 10, messages: Array.from({ length: count }, () => turn) };
  return new TextEncoder().encode(JSON.stringify(body));
}

/** How often others had their turn while something was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let over = false;
  const others = (): void => {
    if (over) return;
    turns++;
    setImmediate(others);
  };
  setImmediate(others);
  await work();
  over = true;
  return turns;
}

const dialect = dialects.anthropic;

describe("A large request", () => {
  test("is decoded while others have their turn, to the same as without a pause", async () => {
    const bytes = bodyOf(16);
    const lazy = decodeOnce({ dialect, bytes, index: indexJson(bytes) });
    expect(await turnsDuring(lazy.prepare)).toBeGreaterThan(1);
    expect(lazy().request).toEqual(decodeOnce({ dialect, bytes })().request);
  });

  test("is decoded once", async () => {
    const lazy = decodeOnce({ dialect, bytes: bodyOf(2) });
    expect(await lazy.prepare()).toBe(await lazy.prepare());
    expect(await lazy.prepare()).toBe(lazy());
  });

  test("that is malformed is refused", () => {
    const bytes = bodyOf(2);
    bytes[bytes.length - 100] = 0x0a; // a line break inside a text
    expect(decodeOnce({ dialect, bytes }).prepare()).rejects.toThrow(RequestError);
  });
});
