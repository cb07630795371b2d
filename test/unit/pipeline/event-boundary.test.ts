import { expect, test } from "bun:test";
import fc from "fast-check";
import { createEventBoundary } from "../../../src/pipeline/event-boundary.ts";
import { splitAt } from "../../support/split.ts";

const lineEnds = ["\n", "\r\n", "\r"] as const;

/** Events in which each line may end in its own way. */
const anyStream = fc
  .array(
    fc.tuple(
      fc.constantFrom("data: a", "event: ping", ": note", "data:", "data: é"),
      fc.constantFrom(...lineEnds),
      fc.constantFrom(...lineEnds),
    ),
    { maxLength: 12 },
  )
  .map((events) => events.map(([line, end, blank]) => line + end + blank).join(""));

/** A CR that may be half of a CRLF ends nothing for sure, and LF-CR is the one pair that waits for its LF. */
const endsAnEvent = /(?:\n\n|\n\r\n|\r\r)$/;

test("all bytes pass in order, and only up to the end of an event, wherever they are cut", () => {
  fc.assert(
    fc.property(anyStream, fc.array(fc.nat(150), { maxLength: 60 }), (text, offsets) => {
      const bytes = Buffer.from(text);
      const boundary = createEventBoundary();
      const out = splitAt(bytes, offsets).map((chunk) =>
        Buffer.from(boundary.push(chunk)).toString("latin1"),
      );
      for (const piece of out) if (piece !== "") expect(piece).toMatch(endsAnEvent);
      const all = out.join("") + Buffer.from(boundary.rest()).toString("latin1");
      expect(all).toBe(bytes.toString("latin1"));
    }),
    { numRuns: 1000 },
  );
});

test.each(lineEnds)("an event goes out with its last byte (%j)", (end) => {
  const boundary = createEventBoundary();
  const event = `data: a${end}${end}`;
  const out = [...Buffer.from(event + event)].map((byte) => boundary.push(Uint8Array.of(byte)).length);
  expect(out.filter((length) => length > 0)).toEqual([event.length, event.length]);
  expect(boundary.rest()).toHaveLength(0);
});

test("an event of megabytes in small chunks costs no more a byte than a small one", () => {
  const chunk = Buffer.alloc(1024, "x");
  const secondsFor = (megabytes: number): number => {
    const boundary = createEventBoundary();
    const since = performance.now();
    for (let at = 0; at < megabytes * 1024; at++) boundary.push(chunk);
    boundary.push(Buffer.from("\n\n"));
    return performance.now() - since;
  };
  secondsFor(1);
  const [small, large] = [secondsFor(2), secondsFor(16)];
  expect(large).toBeLessThan(Math.max(small, 2) * 8 * 6);
});
