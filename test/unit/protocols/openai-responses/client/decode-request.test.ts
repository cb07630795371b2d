import { describe, expect, test } from "bun:test";
import { RequestError } from "../../../../../src/errors.ts";
import type { JsonObject, JsonValue } from "../../../../../src/json.ts";
import { openaiResponsesDialect as dialect } from "../../../../../src/protocols/openai-responses/dialect.ts";
import { atOnce } from "../../../../../src/sliced.ts";

function decode(body: JsonObject) {
  return atOnce(dialect.decodeRequest({ model: "any", input: "hi", ...body }));
}

function refusal(body: JsonValue): RequestError {
  try {
    atOnce(dialect.decodeRequest(body));
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error("the request was not refused");
}

describe("a request that cannot be served", () => {
  test("asks for a stored response: refused by the code that clients know", () => {
    const error = refusal({ model: "any", input: "hi", previous_response_id: "resp_1" });
    expect(error.kind).toBe("invalid_request");
    expect(error.code).toBe("previous_response_not_found");
    expect(error.message).toContain("resp_1");
  });

  const refused: readonly (readonly [string, JsonValue, string])[] = [
    ["no object", [], "must be a JSON object"],
    ["no model", { input: "hi" }, "model: "],
    ["a stored conversation", { model: "any", conversation: { id: "c" } }, "conversation: "],
    ["a stored prompt", { model: "any", prompt: { id: "p" } }, "prompt: "],
    ["work in the background", { model: "any", input: "hi", background: true }, "background: "],
    ["an input that is a number", { model: "any", input: 7 }, "input: "],
    ["an item that is a text", { model: "any", input: ["hi"] }, "input.0: "],
    ["a role nobody knows", { model: "any", input: [{ role: "tool", content: "x" }] }, "input.0.role: "],
    [
      "a call without a name",
      { model: "any", input: [{ type: "function_call", call_id: "c", arguments: "{}" }] },
      "input.0.name: ",
    ],
    [
      "an image without a picture",
      { model: "any", input: [{ role: "user", content: [{ type: "input_image" }] }] },
      "input_image.image_url: ",
    ],
    [
      "a file without content",
      { model: "any", input: [{ role: "user", content: [{ type: "input_file", filename: "a.pdf" }] }] },
      "input_file.file_data: ",
    ],
  ];
  test.each(refused)("%s", (_name, body, words) => {
    const error = refusal(body);
    expect(error.kind).toBe("invalid_request");
    expect(error.message).toContain(words);
  });
});

test("files stored at a provider are named by their id, for the targets that can reach them", () => {
  const content = [
    { type: "input_image", file_id: "file_1" },
    { type: "input_file", file_id: "file_2", filename: "a.pdf" },
  ];
  const { request } = decode({ input: [{ role: "user", content }] });
  expect(request.messages[0]?.content as unknown).toEqual([
    { type: "image", source: { type: "file", file_id: "file_1" } },
    { type: "document", source: { type: "file", file_id: "file_2" }, title: "a.pdf" },
  ]);
});

test("files come in every form that OpenAI's SDK knows", () => {
  const content = [
    { type: "input_file", file_data: "JVBERi0=" },
    { type: "input_image", image_url: "https://img.example/a,b.png" },
  ];
  const { request } = decode({ input: [{ role: "user", content }] });
  expect(request.messages[0]?.content as unknown).toEqual([
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } },
    { type: "image", source: { type: "url", url: "https://img.example/a,b.png" } },
  ]);
});

test("a call and its output find each other also without an id", () => {
  const input = [
    { type: "function_call", name: "f", arguments: "{}" },
    { type: "function_call_output", output: "done" },
  ];
  expect(decode({ input }).request.messages as unknown).toEqual([
    { role: "assistant", content: [{ type: "tool_use", id: "call", name: "f", input: {} }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "call", content: "done" }] },
  ]);
});

test("no input is an empty conversation", () => {
  expect(decode({ input: null }).request.messages).toEqual([]);
});

describe("reasoning", () => {
  test.each([
    [{ effort: "none" }, { thinking: { type: "disabled" } }],
    [
      { effort: "ultra" },
      { thinking: { type: "adaptive", display: "omitted" }, output_config: { effort: "max" } },
    ],
    [{ summary: "auto" }, { thinking: { type: "adaptive", display: "summarized" } }],
    [
      { effort: "a word of tomorrow", summary: "auto" },
      { thinking: { type: "adaptive", display: "summarized" } },
    ],
    [{ effort: null, summary: null }, { thinking: undefined }],
  ] as const)("%j", (reasoning, expected) => {
    const { thinking, output_config } = decode({ reasoning }).request;
    expect({ thinking, output_config } as unknown).toEqual({ output_config: undefined, ...expected });
  });

  test("of another maker is left out, ours comes back as it was", () => {
    const input = [
      { role: "user", content: "hi" },
      { type: "reasoning", summary: [], encrypted_content: "gAAAAforeign" },
      { type: "reasoning", summary: [], encrypted_content: null },
      {
        type: "reasoning",
        summary: [{ type: "summary_text", text: "a" }],
        encrypted_content: "ccm-thinking1.sig",
      },
      { type: "reasoning", summary: [], encrypted_content: "ccm-redacted1.data" },
      { role: "assistant", content: "ok" },
    ];
    const { request, dropped } = decode({ input });
    expect(request.messages[1]?.content as unknown).toEqual([
      { type: "thinking", thinking: "a", signature: "sig" },
      { type: "redacted_thinking", data: "data" },
      { type: "text", text: "ok" },
    ]);
    expect(dropped).toEqual(["reasoning"]);
  });
});

test("what the hub cannot hold is named", () => {
  const input = [
    {
      role: "user",
      content: [
        { type: "input_text", text: "hi" },
        { type: "input_audio", data: "AA==" },
      ],
    },
    { type: "compaction", encrypted_content: null },
    { type: "mcp_call", id: "mcp_1" },
  ];
  const body = {
    input,
    text: { verbosity: "low" },
    service_tier: "flex",
    max_tool_calls: 3,
    top_logprobs: 0,
  };
  expect(decode({ ...body, tools: [{ type: "file_search" }] }).dropped).toEqual([
    "tool:file_search",
    "part:input_audio",
    "compaction",
    "item:mcp_call",
    "text.verbosity",
    "service_tier",
    "max_tool_calls",
  ]);
});

describe("tools", () => {
  const search = { type: "web_search", external_web_access: true };
  const plain = { type: "function", name: "plain", parameters: {} };

  test("Codex's standing offer of a web search is kept only where nothing else is offered", () => {
    const kinds = (tools: JsonValue[]) => decode({ tools }).request.tools?.map(({ kind }) => kind);
    expect(kinds([plain, search])).toEqual(["custom"]);
    expect(kinds([search])).toEqual(["typed"]);
    expect(kinds([plain, { type: "web_search" }])).toEqual(["custom", "typed"]);
  });

  test("two tools never share a name, also when their namespaces make them look alike", () => {
    const tools = [
      { type: "namespace", name: "a", tools: [{ type: "function", name: "b__c", parameters: {} }] },
      { type: "namespace", name: "a__b", tools: [{ type: "function", name: "c", parameters: {} }] },
      { type: "function", name: "a__b__c", parameters: {} },
      { type: "function", name: "a.b.c", parameters: {} },
      { type: "namespace", name: "n".repeat(70), tools: [{ type: "function", name: "x", parameters: {} }] },
      { type: "namespace", name: "n".repeat(70), tools: [{ type: "function", name: "y", parameters: {} }] },
    ];
    const names = decode({ tools }).request.tools?.map((tool) => tool.name ?? "") ?? [];
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });

  test("a call of the history gets the name its tool has now, whether or not it says `functions`", () => {
    const input = [
      { type: "additional_tools", tools: [{ type: "namespace", name: "functions", tools: [plain] }] },
      { type: "function_call", call_id: "1", name: "plain", arguments: "{}" },
      { type: "function_call", call_id: "2", name: "plain", namespace: "functions", arguments: "{}" },
    ];
    const { request } = decode({ input });
    expect(request.tools?.map(({ name }) => name)).toEqual(["plain"]);
    expect(JSON.stringify(request.messages).match(/"name":"plain"/g)?.length).toBe(2);
  });

  test("a named choice finds its tool in a namespace", () => {
    const tools = [plain, { type: "namespace", name: "mcp__demo", tools: [{ ...plain, name: "inner" }] }];
    const choice = (tool_choice: JsonValue) => decode({ tools, tool_choice }).request.tool_choice;
    expect(choice({ type: "function", name: "inner" })).toEqual({ type: "tool", name: "mcp__demo__inner" });
    expect(choice({ type: "function", name: "inner", namespace: "mcp__demo" })).toEqual({
      type: "tool",
      name: "mcp__demo__inner",
    });
    expect(choice("none")).toEqual({ type: "none" });
  });

  test("a named choice means the plain tool where a namespace has one of the same name", () => {
    const tools = [{ type: "namespace", name: "a", tools: [plain] }, plain];
    expect(decode({ tools, tool_choice: { type: "function", name: "plain" } }).request.tool_choice).toEqual({
      type: "tool",
      name: "plain",
    });
  });

  test("a named choice of a tool that is not offered still forces a call", () => {
    const tools = [plain, { ...plain, name: "other" }];
    const { request } = decode({ tools, tool_choice: { type: "function", name: "gone" } });
    expect(request.tool_choice).toEqual({ type: "any" });
    expect(request.tools?.length).toBe(2);
  });

  test("lose Codex's mark `encrypted` from their schemas, and nothing else of that name", () => {
    const properties = {
      encrypted: { type: "string" },
      message: { type: "string", encrypted: true, enum: ["a"] },
      either: { anyOf: [{ type: "string", encrypted: true }, { type: "null" }] },
    };
    const tools = [{ ...plain, parameters: { type: "object", properties } }];
    const [tool] = decode({ tools }).request.tools ?? [];
    expect(tool).toMatchObject({ kind: "custom" });
    expect((tool as { input_schema?: JsonObject }).input_schema?.properties).toEqual({
      encrypted: { type: "string" },
      message: { type: "string", enum: ["a"] },
      either: { anyOf: [{ type: "string" }, { type: "null" }] },
    });
  });

  test("a freeform tool without a grammar keeps its description", () => {
    const [tool] =
      decode({ tools: [{ type: "custom", name: "say", description: "Says.", format: { type: "text" } }] })
        .request.tools ?? [];
    expect(tool).toMatchObject({ name: "say", description: "Says." });
  });

  test("a tool search that OpenAI runs itself is left out", () => {
    const { request, dropped } = decode({ tools: [{ type: "tool_search", parameters: {} }] });
    expect(request.tools).toBeUndefined();
    expect(dropped).toEqual(["tool:tool_search"]);
  });

  test("without any, no choice is made", () => {
    expect(decode({ tools: [], tool_choice: "auto", parallel_tool_calls: true }).request).not.toHaveProperty(
      "tool_choice",
    );
  });
});
