/** A request body of about the given size, shaped like a turn of a coding agent: system, tools, calls and results. */
export function makeMessagesBody(bytes: number, options: { model: string; stream: boolean }): Uint8Array {
  const messages: unknown[] = [
    { role: "user", content: [{ type: "text", text: "Please make the tests pass." }] },
  ];
  const body = {
    model: options.model,
    max_tokens: 32_000,
    stream: options.stream,
    ...(bytes > 20_000
      ? { system: [{ type: "text", text: prose(6000), cache_control: { type: "ephemeral" } }] }
      : {}),
    ...(bytes > 20_000 ? { tools: Array.from({ length: 12 }, (_, at) => tool(at)) } : {}),
    metadata: { user_id: '{"device_id":"0","session_id":"bench"}' },
    messages,
  };
  let size = JSON.stringify(body).length;
  for (let turn = 0; size < bytes; turn++) {
    const missing = bytes - size;
    const pair = missing < 2000 ? [plainTurn(missing)] : toolTurn(turn, Math.min(8000, missing));
    messages.push(...pair);
    size += JSON.stringify(pair).length;
  }
  return Buffer.from(JSON.stringify(body));
}

/** Chat Completions and Responses clients of the same smallness; their translation is measured on the answer. */
export function makeOpenAiBody(api: "chat" | "responses", model: string): Uint8Array {
  const said = [{ role: "user", content: "Please make the tests pass." }];
  const body =
    api === "chat"
      ? { model, stream: true, messages: said }
      : { model, stream: true, store: false, input: said };
  return Buffer.from(JSON.stringify(body));
}

const sentence =
  'The quick "brown" fox jumps over the lazy dog; it costs 3 €.\n\tif (a < b) return [a, b];\n';

function prose(length: number): string {
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

function plainTurn(length: number): unknown {
  return { role: "user", content: [{ type: "text", text: prose(Math.max(1, length - 80)) }] };
}

function toolTurn(turn: number, length: number): unknown[] {
  const id = `toolu_bench_${turn}`;
  const input = { command: `cat src/file-${turn}.ts`, description: "Reads a file", timeout: 120_000 };
  return [
    { role: "assistant", content: [{ type: "tool_use", id, name: "tool_1", input }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: prose(length - 300) }] },
  ];
}

function tool(at: number): unknown {
  const properties = Object.fromEntries(
    ["command", "description", "path", "pattern"].map((name) => [
      name,
      { type: "string", description: prose(120) },
    ]),
  );
  const input_schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      ...properties,
      timeout: { type: "number", exclusiveMinimum: 0, maximum: 9_007_199_254_740_991 },
    },
    required: ["command"],
    additionalProperties: false,
  };
  return { name: `tool_${at}`, description: prose(1200), input_schema };
}
