import { describe, expect, test } from "bun:test";
import type { Chunk } from "../../../../src/pipeline/answer.ts";
import { keepBodies } from "../../../../src/pipeline/bodies/keep-bodies.ts";

const asIs = (text: string): string => text;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function passThrough(
  keeper: ReturnType<typeof keepBodies>,
  chunks: readonly Chunk[],
): Promise<Chunk[]> {
  const left = [...chunks];
  const stream = keeper.follow({ next: async () => left.shift() });
  const passed: Chunk[] = [];
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) passed.push(chunk);
  return passed;
}

describe("bodies that are kept", () => {
  test("are whole when they are short", async () => {
    const keeper = keepBodies(bytes('{"model":"a"}'), asIs);
    const event = bytes('data: {"say":"満潮"}\n\n');
    const chunks = [": quiet\n\n", event.subarray(0, 17), event.subarray(17), "data: [DONE]\n\n"];
    expect(await passThrough(keeper, chunks)).toEqual(chunks);
    expect(keeper.bodies()).toEqual({
      request: '{"model":"a"}',
      answer: '{"say":"満潮"}\n"[DONE]"\n',
    });
  });

  test("lose their middle when they are long, and say how much", async () => {
    const text = Array.from({ length: 40_000 }, (_, at) => `w${at}`).join(" ");
    const keeper = keepBodies(bytes(text), asIs);
    keeper.note(text);
    const { request, answer } = keeper.bodies();
    expect(request).toBe(answer);
    expect(request.length).toBeLessThan(66_000);
    const [head = "", left = "", tail = ""] = request.split(/\n\[(\d+) characters left out\]\n/);
    expect(text.startsWith(head)).toBe(true);
    expect(text.endsWith(tail)).toBe(true);
    expect(head.length + Number(left) + tail.length).toBe(text.length);
  });

  test("a stream as long as a day takes no more room", async () => {
    const keeper = keepBodies(bytes("{}"), asIs);
    await passThrough(
      keeper,
      Array.from({ length: 5_000 }, () => "data: 0123456789\n\n".repeat(10)),
    );
    expect(keeper.bodies().answer.length).toBeLessThan(66_000);
  });

  test("are never cut within a credential, which could then not be told", () => {
    const secret = `sk-ant-${"0123456789abcdef".repeat(4)}`;
    const hide = (text: string): string => text.replaceAll(secret, "[secret]");
    for (let shift = 0; shift < 160; shift += 1) {
      // A secret at every place of both cuts.
      const filler = "x ".repeat(16_340);
      const text = `${" ".repeat(shift)}${filler}"${secret}" ${filler.repeat(2)} "${secret}" ${filler}${" ".repeat(80 - (shift % 80))}`;
      const { request } = keepBodies(bytes(text), hide).bodies();
      expect(/sk-ant|abcdef|01234/.exec(request)?.[0]).toBeUndefined();
    }
  });

  const secret = `sk-ant-${"0123456789abcdef".repeat(4)}`;
  const hide = (text: string): string => text.replaceAll(secret, "[secret]");
  /** How each client's format streams a text. */
  const formats: readonly (readonly [string, (piece: string, at: number) => object])[] = [
    ["messages", (text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })],
    [
      "tool arguments",
      (partial_json) => ({ type: "content_block_delta", index: 1, delta: { partial_json } }),
    ],
    ["chat", (content) => ({ id: "c", choices: [{ index: 0, delta: { content }, finish_reason: null }] })],
    ["responses", (delta, at) => ({ type: "response.output_text.delta", sequence_number: at, delta })],
  ];
  test.each(formats)("a credential that is streamed in pieces is told: %s", async (_, eventOf) => {
    const keeper = keepBodies(bytes("{}"), hide);
    const text = `it is ${secret}, I think`;
    const events = [...text].map((piece, at) => `data: ${JSON.stringify(eventOf(piece, at))}\n\n`);
    await passThrough(keeper, ['data: {"type":"start"}\n\n', ...events, 'data: {"type":"end"}\n\n']);
    const lines = keeper.bodies().answer.trim().split("\n");
    expect(lines).toEqual([
      '{"type":"start"}',
      expect.stringContaining('"it is [secret], I think"'),
      '{"type":"end"}',
    ]);
  });

  test("a text without end is not held, and what follows it is", async () => {
    const keeper = keepBodies(bytes("{}"), asIs);
    const piece = `data: {"text":"${"word ".repeat(2_000)}"}\n\n`;
    await passThrough(keeper, [...Array.from({ length: 200 }, () => piece), 'data: {"type":"end"}\n\n']);
    const { answer } = keeper.bodies();
    expect(answer).toEndWith('word "}\n{"type":"end"}\n');
    expect(Number(/\[(\d+) characters left out\]/.exec(answer)?.[1])).toBeGreaterThan(1_900_000);
  });

  test("pieces of different blocks stay apart", async () => {
    const keeper = keepBodies(bytes("{}"), asIs);
    const events = [0, 0, 1].map((index) => `data: {"index":${index},"delta":{"text":"a"}}\n\n`);
    await passThrough(keeper, events);
    expect(keeper.bodies().answer).toBe(
      '{"index":0,"delta":{"text":"aa"}}\n{"index":1,"delta":{"text":"a"}}\n',
    );
  });
});
