import { describe, expect, test } from "bun:test";
import { indexJson } from "../../../../src/http/json-index.ts";
import { measureBody, type PromptSize } from "../../../../src/usage/estimate/measure-body.ts";

function measure(body: object, indent?: number): PromptSize {
  const bytes = new TextEncoder().encode(JSON.stringify(body, null, indent));
  return measureBody(bytes, indexJson(bytes));
}

function png(width: number, height: number, bytes: number): string {
  const file = Buffer.alloc(bytes, 7);
  Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").copy(file);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file.toString("base64");
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe("the size of a prompt", () => {
  test("is the bytes of its text and of its tools, each by itself, and nothing else", () => {
    const system = "Be brief. Ünïcode zählt in Bytes.";
    const messages = [{ role: "user", content: "Hello" }];
    const tools = [{ name: "Read", input_schema: { type: "object" } }];
    expect(
      measure({ model: "m", max_tokens: 1, system, messages, tools, metadata: { user_id: "x".repeat(99) } }),
    ).toEqual({
      text: bytesOf(system) + bytesOf(messages),
      tools: bytesOf(tools),
      media: 0,
    });
  });

  test("is read from the members of every client's format", () => {
    const input = [{ role: "user", content: [{ type: "input_text", text: "Hello" }] }];
    expect(measure({ model: "m", instructions: "Be brief", input }).text).toBe(
      bytesOf("Be brief") + bytesOf(input),
    );
  });

  test.each([
    [
      "Anthropic",
      (data: string) => ({ type: "image", source: { type: "base64", media_type: "image/png", data } }),
    ],
    [
      "Anthropic, members turned round",
      (data: string) => ({ source: { data, type: "base64" }, type: "image" }),
    ],
    [
      "OpenAI",
      (data: string) => ({ type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }),
    ],
  ])("counts an image of %s by its pixels and not by its bytes", (_name, block) => {
    const data = png(750, 300, 30_000);
    const message = (content: unknown[]) => ({ messages: [{ role: "user", content }] });
    const text = { type: "text", text: "Look" };
    const { text: bytes, media } = measure(message([text, block(data), block(data)]));
    expect(media).toBe(600);
    expect(bytes).toBe(bytesOf(message([text, block(""), block("")]).messages));
  });

  test("finds images in pretty JSON and within tool results", () => {
    const source = { type: "base64", media_type: "image/png", data: png(750, 100, 3_000) };
    const result = { type: "tool_result", content: [{ type: "image", source }] };
    const { media, text } = measure({ messages: [{ role: "user", content: [result] }] }, 2);
    expect(media).toBe(100);
    expect(text).toBeLessThan(1_000);
  });

  test("counts a PDF by its pages, which its size tells roughly", () => {
    const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(160_000, 1)]).toString("base64");
    const source = { type: "base64", media_type: "application/pdf", data: pdf };
    expect(measure({ messages: [{ role: "user", content: [{ type: "document", source }] }] }).media).toBe(
      6_000,
    );
  });

  test("takes text that speaks of data for text", () => {
    const text = `{"data": "just some words of an answer, long enough to be taken for a picture by a careless reader"}`;
    const messages = [
      {
        role: "user",
        content: [
          { type: "tool_use", input: JSON.parse(text) },
          { type: "text", text },
        ],
      },
    ];
    expect(measure({ messages })).toEqual({ text: bytesOf(messages), tools: 0, media: 0 });
  });
});
