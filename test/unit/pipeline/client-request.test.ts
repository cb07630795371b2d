import { describe, expect, test } from "bun:test";
import { RequestError } from "../../../src/errors.ts";
import { indexJson } from "../../../src/http/json-index.ts";
import { decodeOnce } from "../../../src/pipeline/client-request.ts";
import { dialects } from "../../../src/protocols/registry.ts";

const turn = { role: "user", content: [{ type: "text", text: "a word — ".repeat(1000) }] };

/** Put together from bytes: a test that counts the long texts of this process must not find one of these. */
function bodyOf(turns: number): Uint8Array {
  const messages = Array.from({ length: turns }, (_, at) => (at === 0 ? "" : ",") + JSON.stringify(turn));
  const parts = ['{"model":"m","max_tokens":10,"messages":[', ...messages, "]}"];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
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
  test("is decoded whole while others have their turn", async () => {
    const bytes = bodyOf(1500);
    const lazy = decodeOnce({ dialect, bytes, index: indexJson(bytes) });
    expect(await turnsDuring(lazy.prepare)).toBeGreaterThan(1);
    expect<unknown>(lazy().request.messages).toEqual(Array.from({ length: 1500 }, () => turn));
  });

  test("is decoded once", async () => {
    const lazy = decodeOnce({ dialect, bytes: bodyOf(200) });
    expect(await lazy.prepare()).toBe(await lazy.prepare());
    expect(await lazy.prepare()).toBe(lazy());
  });

  test("that is malformed is refused", () => {
    const bytes = bodyOf(200);
    bytes[bytes.length - 100] = 0x0a; // a line break inside a text
    expect(decodeOnce({ dialect, bytes }).prepare()).rejects.toThrow(RequestError);
  });
});
