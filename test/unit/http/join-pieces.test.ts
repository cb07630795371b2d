import { describe, expect, test } from "bun:test";
import { createJoinPieces } from "../../../src/http/join-pieces.ts";

const piecesOf = (...texts: string[]): Uint8Array[] => texts.map((text) => Buffer.from(text));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe("joining pieces", () => {
  test("gives the pieces in their order, whatever was joined before", () => {
    const join = createJoinPieces();
    expect(textOf(join(piecesOf("a long first body ", "in two pieces")))).toBe(
      "a long first body in two pieces",
    );
    expect(textOf(join(piecesOf("short", "", "er")))).toBe("shorter");
    expect(textOf(join([]))).toBe("");
    const large = "x".repeat(5 * 1024 * 1024);
    expect(textOf(join(piecesOf(large, "end")))).toBe(`${large}end`);
  });

  test("uses the same memory again", () => {
    const join = createJoinPieces();
    const { buffer } = join(piecesOf("one body"));
    expect(join(piecesOf("another")).buffer).toBe(buffer);
  });

  test("fetch has its own copy of a body as soon as it is called", async () => {
    await using server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async (request) => new Response(await request.text()),
    });
    const join = createJoinPieces();
    const sent = ["first", "second", "third"].map((word) => word.repeat(100_000));
    const answers = sent.map((text) => fetch(server.url, { method: "POST", body: join(piecesOf(text)) }));
    const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
    expect(texts).toEqual(sent);
  });
});
