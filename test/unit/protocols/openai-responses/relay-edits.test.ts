import { describe, expect, test } from "bun:test";
import { Buffer } from "node:buffer";
import { indexJson } from "../../../../src/http/json-index.ts";
import { spliceJson } from "../../../../src/http/json-splice.ts";
import type { JsonObject } from "../../../../src/json.ts";
import { wrapSummary } from "../../../../src/protocols/openai-responses/client/compaction.ts";
import {
  wrapRedacted,
  wrapSignature,
} from "../../../../src/protocols/openai-responses/client/thinking-envelope.ts";
import { plainResponses } from "../../../../src/protocols/openai-responses/quirks.ts";
import {
  needsResponsesEdits,
  responsesRelayEdits,
} from "../../../../src/protocols/openai-responses/relay-edits.ts";
import { signReasoning } from "../../../../src/protocols/openai-responses/target/reasoning-carrier.ts";

const provenance = { provider: "openai", model: "gpt-5.1" };
const openai = { quirks: plainResponses, provenance };
const backend = { quirks: { ...plainResponses, chatgptBackend: true }, provenance };

function relayed(body: JsonObject, relay: typeof openai): unknown {
  const bytes = Buffer.from(JSON.stringify(body));
  const edited = spliceJson(bytes, indexJson(bytes), responsesRelayEdits(body, relay));
  return JSON.parse(Buffer.from(edited).toString());
}

const hello = { role: "user", content: "hello" };

describe("a body relayed to another Responses host", () => {
  test("is left alone when it holds nothing of ccm's", () => {
    const body = {
      model: "a",
      input: [hello, { type: "reasoning", summary: [], encrypted_content: "gAAAA" }],
    };
    expect(needsResponsesEdits(Buffer.from(JSON.stringify(body)), plainResponses)).toBe(false);
    expect(responsesRelayEdits(body, openai)).toEqual([]);
  });

  test("loses reasoning that ccm packed, but for the target's own", () => {
    const own = wrapSignature(signReasoning({ id: "rs_1", encrypted: "gAAAAown" }, provenance));
    const foreign = wrapSignature(
      signReasoning({ encrypted: "gAAAA" }, { ...provenance, provider: "azure" }),
    );
    const reasoning = (encrypted_content: string | null) => ({
      type: "reasoning",
      summary: [],
      encrypted_content,
    });
    const body = {
      model: "a",
      input: [
        hello,
        reasoning(own),
        reasoning(foreign),
        reasoning(wrapSignature("EqQB")),
        reasoning(wrapRedacted("x")),
        reasoning("gAAAAgenuine"),
      ],
    };
    expect(needsResponsesEdits(Buffer.from(JSON.stringify(body)), plainResponses)).toBe(true);
    expect(relayed(body, openai)).toEqual({
      model: "a",
      input: [
        hello,
        { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAAown" },
        reasoning("gAAAAgenuine"),
      ],
    });
  });

  test("gets ccm's summary of a compacted conversation in plain words", () => {
    const body = { input: [{ type: "compaction", encrypted_content: wrapSummary("All is done.") }] };
    expect(JSON.stringify(relayed(body, openai))).toContain("All is done.");
    const foreign = { input: ["odd", { type: "compaction", encrypted_content: "gAAAA" }] };
    expect(relayed(foreign, openai)).toEqual(foreign);
  });
});

describe("a body relayed to the ChatGPT backend", () => {
  test("holds only what it allows, and all it demands", () => {
    const body = {
      model: "gpt-5.5",
      input: "hello",
      stream: false,
      max_output_tokens: 100,
      temperature: 1,
      metadata: { a: "b" },
      service_tier: "flex",
      prompt_cache_key: "k",
    };
    expect(needsResponsesEdits(Buffer.from(JSON.stringify(body)), backend.quirks)).toBe(true);
    expect(relayed(body, backend)).toEqual({
      model: "gpt-5.5",
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] }],
      stream: true,
      prompt_cache_key: "k",
      store: false,
      instructions: "Follow the user's instructions.",
      include: ["reasoning.encrypted_content"],
    });
  });

  test("keeps a prompt, and what Codex itself says", () => {
    expect(relayed({ model: "gpt-5.5", input: [], instructions: "Be brief." }, backend)).toMatchObject({
      instructions: "Be brief.",
    });
    const body = {
      model: "gpt-5.5",
      input: [
        { role: "developer", content: "x" },
        { role: "system", content: "y" },
      ],
      include: ["reasoning.encrypted_content"],
      service_tier: "priority",
      store: false,
      stream: true,
      client_metadata: { session_id: "s" },
    };
    const input = [
      { role: "developer", content: "x" },
      { role: "developer", content: "y" },
    ];
    expect(relayed(body, backend)).toEqual({ ...body, input });
  });
});
