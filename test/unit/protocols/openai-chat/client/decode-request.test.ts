import { describe, expect, test } from "bun:test";
import { RequestError } from "../../../../../src/errors.ts";
import type { JsonObject, JsonValue } from "../../../../../src/json.ts";
import type { MessagesRequest } from "../../../../../src/protocols/anthropic/request.ts";
import { openaiChatDialect } from "../../../../../src/protocols/openai-chat/dialect.ts";
import { atOnce } from "../../../../../src/sliced.ts";

const hi = { role: "user", content: "Hi" };

function decode(members: JsonObject): MessagesRequest {
  return atOnce(openaiChatDialect.decodeRequest({ model: "m", messages: [hi], ...members })).request;
}

function messagesOf(...messages: JsonValue[]): MessagesRequest {
  return decode({ messages });
}

test("a plain request becomes a hub request with the limit that Anthropic demands", () => {
  expect(decode({})).toEqual({
    model: "m",
    messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    max_tokens: 32_000,
    stream: false,
  });
});

describe("messages", () => {
  test("leading system and developer messages are the system text, later ones stay in place", () => {
    const request = messagesOf(
      { role: "system", content: "One." },
      { role: "developer", content: [{ type: "text", text: "Two." }] },
      hi,
      { role: "system", content: "Three." },
      hi,
    );
    expect(request.system).toEqual([
      { type: "text", text: "One." },
      { type: "text", text: "Two." },
    ]);
    expect(request.messages.map(({ role }) => role)).toEqual(["user", "system", "user"]);
    expect(request.messages[1]?.content).toBe("Three.");
  });

  test("of one role that follow each other are one turn, and empty ones are none", () => {
    const { messages } = messagesOf(hi, { role: "system", content: "" }, { role: "user", content: [] }, hi);
    const text = { type: "text", text: "Hi" } as const;
    expect(messages).toEqual([{ role: "user", content: [text, text] }]);
  });

  test("a refusal that the assistant spoke is its text, and a call of an unknown kind is named", () => {
    const { dropped, request } = atOnce(
      openaiChatDialect.decodeRequest({
        model: "m",
        messages: [
          hi,
          { role: "assistant", refusal: "No.", tool_calls: [{ id: "c", type: "custom", custom: {} }] },
        ],
      }),
    );
    expect(request.messages[1]?.content).toEqual([{ type: "text", text: "No." }]);
    expect(dropped).toEqual(["tool_calls.custom"]);
  });

  test("the results of parallel calls and what the user adds are one turn", () => {
    const call = (id: string) => ({
      id,
      type: "function",
      function: { name: "Read", arguments: '{"path":"a"}' },
    });
    const { messages } = messagesOf(
      hi,
      { role: "assistant", content: null, tool_calls: [call("call_1"), call("call_2")] },
      { role: "tool", tool_call_id: "call_1", content: "one" },
      { role: "tool", tool_call_id: "call_2", content: [{ type: "text", text: "two" }] },
      { role: "user", content: "Go on" },
    );
    expect(messages.slice(1)).toEqual([
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "call_1", name: "Read", input: { path: "a" } },
          { type: "tool_use", id: "call_2", name: "Read", input: { path: "a" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "call_1", content: "one" },
          { type: "tool_result", tool_use_id: "call_2", content: [{ type: "text", text: "two" }] },
          { type: "text", text: "Go on" },
        ],
      },
    ]);
  });

  test("arguments may come as text or, from clients that forget to spell them, as they are", () => {
    const call = (given: JsonValue) => ({ id: "c", function: { name: "Read", arguments: given } });
    const inputOf = (given: JsonValue) => {
      const content = messagesOf(hi, { role: "assistant", tool_calls: [call(given)] }).messages[1]?.content;
      return typeof content === "string" ? undefined : content?.[0];
    };
    expect(inputOf('{"path":"a"}')).toMatchObject({ input: { path: "a" } });
    expect(inputOf({ path: "a" })).toMatchObject({ input: { path: "a" } });
    expect(inputOf("{broken")).toMatchObject({ input: {} });
  });

  test("ids are brought to Anthropic's characters, the same in call and result", () => {
    const { messages } = messagesOf(
      hi,
      {
        role: "assistant",
        tool_calls: [{ id: "functions.Read:0", function: { name: "Read", arguments: "" } }],
      },
      { role: "tool", tool_call_id: "functions.Read:0", content: "" },
    );
    expect(JSON.stringify(messages.slice(1))).toContain('"id":"functions_Read_0","name":"Read","input":{}');
    expect(JSON.stringify(messages.slice(1))).toContain('"tool_use_id":"functions_Read_0"');
  });

  test("calls in the form before tools get ids of their own", () => {
    const old = { role: "assistant", content: null, function_call: { name: "now", arguments: "{}" } };
    const { messages } = messagesOf(hi, old, { role: "function", name: "now", content: "1" }, old, {
      role: "function",
      name: "now",
      content: "2",
    });
    const ids = messages.flatMap(({ content }) =>
      typeof content === "string"
        ? []
        : content.flatMap((block) =>
            block.type === "tool_use" ? [block.id] : block.type === "tool_result" ? [block.tool_use_id] : [],
          ),
    );
    expect(ids).toEqual(["call_of_message_1", "call_of_message_1", "call_of_message_3", "call_of_message_3"]);
  });

  test("images and files become blocks", () => {
    const { messages } = messagesOf({
      role: "user",
      content: [
        { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "high" } },
        { type: "image_url", image_url: { url: "https://example.org/a.png" } },
        { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBE" } },
        { type: "file", file: { file_data: "JVBE" } },
        { type: "file", file: { file_id: "file-1" } },
        { type: "file", file: { filename: "empty.pdf" } },
        { type: "image_url", image_url: {} },
        { type: "text", text: "" },
      ],
    });
    expect(messages[0]?.content).toEqual([
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } },
      { type: "image", source: { type: "url", url: "https://example.org/a.png" } },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "JVBE" },
        title: "a.pdf",
      },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBE" } },
      { type: "document", source: { type: "file", file_id: "file-1" } },
    ]);
  });

  test("thinking comes back signed where the client kept the details, in whatever pieces, else as text alone", () => {
    const { messages } = messagesOf(
      hi,
      {
        role: "assistant",
        content: "A",
        reasoning_content: "Hm.",
        reasoning_details: [
          { type: "reasoning.text", text: "H", index: 0 },
          { type: "reasoning.text", text: "m.", index: 0 },
          { type: "reasoning.text", text: "", signature: "sig", index: 0 },
          { type: "reasoning.encrypted", data: "secret", index: 1 },
          { type: "reasoning.text", text: "", index: 2 },
          { type: "reasoning.of_tomorrow", text: "?", index: 3 },
        ],
      },
      hi,
      { role: "assistant", content: "B", reasoning_content: "Hm." },
    );
    expect(messages[1]?.content).toEqual([
      { type: "thinking", thinking: "Hm.", signature: "sig" },
      { type: "redacted_thinking", data: "secret" },
      { type: "text", text: "A" },
    ]);
    expect(messages[3]?.content).toEqual([
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "B" },
    ]);
  });
});

describe("tools", () => {
  const run = { name: "Run", description: "Runs", parameters: { type: "object", properties: {} } };
  const tool = { kind: "custom", name: "Run", description: "Runs", input_schema: run.parameters };

  test("functions and tools are the same", () => {
    expect(decode({ tools: [{ type: "function", function: run }] }).tools as unknown).toEqual([tool]);
    expect(decode({ functions: [run] }).tools as unknown).toEqual([tool]);
    expect(decode({ tools: [{ type: "function", function: { name: "Bare" } }] }).tools as unknown).toEqual([
      { kind: "custom", name: "Bare", input_schema: { type: "object", properties: {} } },
    ]);
  });

  test("a wish to search the web is Anthropic's search tool", () => {
    expect(
      decode({ web_search_options: {} }).tools?.map((each) => each.kind === "typed" && each.type),
    ).toEqual(["web_search_20250305"]);
  });

  const choices: readonly (readonly [JsonObject, JsonValue | undefined])[] = [
    [{ tool_choice: "auto" }, { type: "auto" }],
    [{ tool_choice: "none" }, { type: "none" }],
    [{ tool_choice: "required" }, { type: "any" }],
    [{ tool_choice: { type: "function", function: { name: "Run" } } }, { type: "tool", name: "Run" }],
    [{ function_call: { name: "Run" } }, { type: "tool", name: "Run" }],
    [{ function_call: "auto" }, { type: "auto" }],
    [{ parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [
      { tool_choice: "required", parallel_tool_calls: false },
      { type: "any", disable_parallel_tool_use: true },
    ],
    [{ tool_choice: "none", parallel_tool_calls: false }, { type: "none" }],
    [{}, undefined],
  ];
  for (const [members, expected] of choices)
    test(`the choice ${JSON.stringify(members)}`, () => {
      expect(decode({ functions: [run], ...members }).tool_choice as JsonValue | undefined).toEqual(expected);
    });

  test("a choice of a form that the hub lacks is named as dropped", () => {
    const body = { model: "m", messages: [hi], functions: [run], tool_choice: { type: "allowed_tools" } };
    const { dropped, request } = atOnce(openaiChatDialect.decodeRequest(body));
    expect(dropped).toEqual(["tool_choice"]);
    expect(request).not.toHaveProperty("tool_choice");
  });

  test("a choice without tools says nothing", () => {
    expect(decode({ tool_choice: "auto", tools: [] })).not.toHaveProperty("tool_choice");
  });
});

describe("members", () => {
  const cases: readonly (readonly [JsonObject, object])[] = [
    [{ max_tokens: 10 }, { max_tokens: 10 }],
    [{ max_tokens: 10, max_completion_tokens: 20 }, { max_tokens: 20 }],
    [
      { temperature: 1.7, top_p: 0.5, top_k: 3 },
      { temperature: 1, top_p: 0.5, top_k: 3 },
    ],
    [{ stop: "END" }, { stop_sequences: ["END"] }],
    [{ stop: ["END", "\n"] }, { stop_sequences: ["END"] }],
    [{ user: "u1" }, { metadata: { user_id: "u1" } }],
    [{ reasoning_effort: "high" }, { thinking: { type: "adaptive" }, output_config: { effort: "high" } }],
    [{ reasoning_effort: "none" }, { thinking: { type: "disabled" } }],
    [{ reasoning: { max_tokens: 2000 } }, { thinking: { type: "enabled", budget_tokens: 2000 } }],
    [{ reasoning: { enabled: false } }, { thinking: { type: "disabled" } }],
    [
      { response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" } } } },
      { output_config: { format: { type: "json_schema", name: "n", schema: { type: "object" } } } },
    ],
    [
      { response_format: { type: "json_object" } },
      { system: [{ type: "text", text: "Answer with one JSON object and with nothing else." }] },
    ],
    [{ stream: true }, { stream: true }],
    [{ stream: null, temperature: null, tools: null, stop: null, user: null }, { stream: false }],
  ];
  for (const [members, expected] of cases)
    test(JSON.stringify(members), () => {
      expect(decode(members)).toMatchObject(expected);
    });
});

test("what the hub cannot hold is named, each once; what is absent is not", () => {
  const { dropped } = atOnce(
    openaiChatDialect.decodeRequest({
      model: "m",
      messages: [
        { role: "user", content: [{ type: "input_audio", input_audio: {} }, { type: "input_audio" }] },
      ],
      seed: 7,
      reasoning_effort: "beyond",
      logit_bias: null,
      tools: [{ type: "custom", custom: { name: "free" } }],
      a_member_of_tomorrow: true,
    }),
  );
  expect([...dropped].sort()).toEqual([
    "a_member_of_tomorrow",
    "part:input_audio",
    "reasoning_effort",
    "seed",
    "tool:custom",
  ]);
});

describe("a wrong request is refused with one line that names the member", () => {
  const wrong: readonly (readonly [JsonValue, RegExp])[] = [
    [null, /must be a JSON object/],
    [{ messages: [hi] }, /^model/],
    [{ model: "", messages: [hi] }, /^model: must not be empty/],
    [{ model: "m" }, /^messages/],
    [{ model: "m", messages: [] }, /^messages: must not be empty/],
    [{ model: "m", messages: [{ role: "robot", content: "x" }] }, /^messages\.0\.role/],
    [{ model: "m", messages: [{ role: "tool", content: "x" }] }, /^messages\.0\.tool_call_id/],
    [
      { model: "m", messages: [hi], tools: [{ type: "function", function: {} }] },
      /^tools\.0\.function\.name/,
    ],
    [{ model: "m", messages: [hi], n: 2 }, /^n: /],
  ];
  for (const [body, message] of wrong)
    test(JSON.stringify(body), () => {
      expect(() => atOnce(openaiChatDialect.decodeRequest(body))).toThrow(RequestError);
      expect(() => atOnce(openaiChatDialect.decodeRequest(body))).toThrow(message);
    });
});
