import { expect, test } from "bun:test";
import type { Chunk } from "../../../src/pipeline/answer.ts";
import { type BodyEnd, streamBody } from "../../../src/pipeline/stream-response.ts";

/** The body of an answer that says these pieces; an error is thrown. */
function open(pieces: readonly (Chunk | Error)[]) {
  const ends: BodyEnd[] = [];
  let at = 0;
  const body = streamBody(
    {
      next: async () => {
        const piece = pieces[at++];
        if (piece instanceof Error) throw piece;
        return piece;
      },
    },
    { keepAlive: ": ping\n\n", sendMs: 60_000, onEnd: (end) => ends.push(end) },
  );
  return { body, ends };
}

test("a body ends once, when all is said", async () => {
  const { body, ends } = open(["a", Buffer.from("b")]);
  expect(await new Response(body).text()).toBe("ab");
  expect(ends).toEqual(["whole"]);
});

test("a body ends when its client leaves, though nothing more is asked of it", async () => {
  const { body, ends } = open(["a", "b"]);
  const reader = body.getReader();
  await reader.read();
  await reader.cancel();
  expect(ends).toEqual(["left"]);
});

test("a body ends also by an error that nobody foresaw, and breaks off there", async () => {
  const bug = new TypeError("bug");
  const { body, ends } = open(["a", bug]);
  await expect(new Response(body).text()).rejects.toThrow("bug");
  expect(ends).toEqual([{ bug }]);
});
