import { describe, expect, test } from "bun:test";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { UpstreamError } from "../../../src/errors.ts";
import { createSseDecoder, encodeSse, type ServerSentEvent } from "../../../src/http/sse.ts";
import { splitAt, splitEvery } from "../../support/split.ts";

function decode(pieces: readonly Uint8Array[]): ServerSentEvent[] {
  const decoder = createSseDecoder();
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

/** The field's own parser, given everything at once. */
function reference(bytes: Uint8Array): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = "", data }) => {
      events.push({ event, data });
    },
  });
  parser.feed(`${new TextDecoder().decode(bytes)}\n\n\n`);
  return events;
}

/** Bytes in which everything that matters to the format is frequent. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(
          "\n",
          "\r",
          "\r\n",
          "\n\n",
          "data:",
          "data: ",
          "data",
          "event: a",
          "event:",
          "id: 1",
          "id: \0",
          "retry: 5",
          ": note",
          ":",
          "\uFEFF",
          "満潮 🌊",
          '{"a":1}',
          "[DONE]",
        )
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 6 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.concat(parts));

describe("the reader of event streams", () => {
  test("reads the same events wherever the bytes are cut, and the same as the field's parser", () => {
    fc.assert(
      fc.property(anyBytes, fc.array(fc.nat(300), { maxLength: 50 }), (bytes, offsets) => {
        const whole = decode([bytes]);
        expect(decode(splitAt(bytes, offsets))).toEqual(whole);
        expect(decode(splitEvery(bytes, 1))).toEqual(whole);
        expect(whole).toEqual(reference(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test("reads back what ccm writes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z_.]{1,12}$/), fc.json())), (events) => {
        const text = events.map(([event, data]) => encodeSse(event, data)).join("");
        expect(decode([Buffer.from(text)])).toEqual(events.map(([event, data]) => ({ event, data })));
      }),
    );
  });

  test.each<[name: string, text: string, events: readonly (readonly [string, string])[]]>([
    ["a mark of the byte order", "\uFEFFdata: a\n\n", [["", "a"]]],
    [
      "line ends of every kind",
      "data: a\r\rdata: b\r\n\r\ndata: c\n\n",
      [
        ["", "a"],
        ["", "b"],
        ["", "c"],
      ],
    ],
    [
      "no space after the colon, or two",
      "data:a\n\ndata:  b\n\n",
      [
        ["", "a"],
        ["", " b"],
      ],
    ],
    ["data over several lines", "data: a\ndata: b\n\n", [["", "a\nb"]]],
    ["data without a colon", "data\n\n", [["", ""]]],
    ["comments and unknown fields", ": note\nfoo: bar\ndata: a\n\n", [["", "a"]]],
    ["a name without data is no event", "event: a\n\ndata: b\n\n", [["", "b"]]],
    ["the last event without its blank line", "event: a\ndata: b", [["a", "b"]]],
    ["a carriage return at the very end", "data: b\r", [["", "b"]]],
    ["nothing", "", []],
  ])("takes %s", (_, text, events) => {
    expect(decode([Buffer.from(text)])).toEqual(events.map(([event, data]) => ({ event, data })));
  });

  test("takes bytes that are no UTF-8 for the replacement character, and drops nothing around them", () => {
    const bytes = Buffer.concat([Buffer.from("data: wat"), Buffer.from([0xff]), Buffer.from("er\n\n")]);
    expect(decode([bytes])).toEqual([{ event: "", data: "wat\uFFFDer" }]);
  });

  test("gives up an event without end before it fills the memory", () => {
    const decoder = createSseDecoder();
    const megabyte = Buffer.alloc(1 << 20, "x");
    decoder.push(Buffer.from("data: "));
    const flood = (): void => {
      for (let n = 0; n < 20; n++) decoder.push(megabyte);
    };
    expect(flood).toThrow(UpstreamError);
  });

  test("costs no more a byte for a long event in small pieces", () => {
    const secondsFor = (kilobytes: number): number => {
      const decoder = createSseDecoder();
      const piece = Buffer.alloc(64, "x");
      decoder.push(Buffer.from("data: "));
      const since = performance.now();
      for (let n = 0; n < kilobytes * 16; n++) decoder.push(piece);
      decoder.push(Buffer.from("\n\n"));
      return performance.now() - since;
    };
    secondsFor(256);
    const [small, large] = [secondsFor(512), secondsFor(4096)];
    expect(large).toBeLessThan(Math.max(small, 2) * 8 * 6);
  });
});
