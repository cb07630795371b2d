import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../../src/json.ts";
import type { MessagesRequest } from "../../../../../src/protocols/anthropic/request.ts";
import { openaiChat } from "../../../../../src/protocols/openai-chat/index.ts";
import type { ChatQuirks } from "../../../../../src/protocols/openai-chat/quirks.ts";
import type { TranslationContext } from "../../../../../src/protocols/protocol.ts";
import { atOnce } from "../../../../../src/sliced.ts";
import { decodeContext, quirksWith } from "../../../../support/decode-context.ts";

type Wish = Pick<MessagesRequest, "thinking" | "output_config">;

const members = [
  "reasoning_effort",
  "reasoning",
  "thinking",
  "enable_thinking",
  "thinking_budget",
  "chat_template_kwargs",
];

function encode(
  control: ChatQuirks["thinkingControl"],
  wish: Wish,
  over: Partial<TranslationContext> = {},
): { readonly said: JsonObject; readonly dropped: readonly string[] } {
  const context = decodeContext({ quirks: quirksWith({ chat: { thinkingControl: control } }), ...over });
  const request: MessagesRequest = { model: "m", messages: [{ role: "user", content: "Hi" }], ...wish };
  const { body, dropped } = atOnce(openaiChat.encodeRequest(request, context));
  return {
    said: Object.fromEntries(members.flatMap((key) => (key in body ? [[key, body[key]]] : []))),
    dropped,
  };
}

const effort = (level: "low" | "medium" | "xhigh" | "max" | "minimal"): Wish => ({
  output_config: { effort: level },
});
const budget = (budget_tokens: number): Wish => ({ thinking: { type: "enabled", budget_tokens } });
const off: Wish = { thinking: { type: "disabled" } };
const adaptive: Wish = { thinking: { type: "adaptive" } };

const qwen = { model: "qwen3-235b" };
const cases: readonly (readonly [string, ReturnType<typeof encode>["said"], JsonObject])[] = [
  [
    "OpenAI: an effort that the model lacks falls to the next lower one",
    encode("effort_by_model", effort("max"), { model: "gpt-5.1" }).said,
    { reasoning_effort: "high" },
  ],
  [
    "OpenAI: a budget reads as an effort",
    encode("effort_by_model", budget(8192), { model: "gpt-5.1" }).said,
    { reasoning_effort: "medium" },
  ],
  [
    "OpenAI: disabled thinking is effort none where there is one",
    encode("effort_by_model", off, { model: "gpt-5.1" }).said,
    { reasoning_effort: "none" },
  ],
  [
    "OpenAI: disabled thinking is the least effort elsewhere",
    encode("effort_by_model", off, { model: "o4-mini" }).said,
    { reasoning_effort: "low" },
  ],
  [
    "OpenAI: a model without reasoning gets no effort",
    encode("effort_by_model", effort("low"), { model: "gpt-4.1" }).said,
    {},
  ],
  [
    "OpenAI: a deployment with a name of its own gets the mapping's effort",
    encode("effort_by_model", off, { model: "my-deployment", reasoningEffort: "minimal" }).said,
    { reasoning_effort: "minimal" },
  ],
  [
    "open models: gpt-oss is known to take an effort",
    encode("effort", effort("xhigh"), { model: "openai/gpt-oss-120b" }).said,
    { reasoning_effort: "high" },
  ],
  [
    "open models: an unknown model gets no effort from the client",
    encode("effort", effort("low"), { model: "llama-4" }).said,
    {},
  ],
  [
    "open models: an unknown model gets the mapping's effort, on their scale",
    encode("effort", {}, { model: "llama-4", reasoningEffort: "max" }).said,
    { reasoning_effort: "high" },
  ],
  ["OpenRouter: effort", encode("reasoning_object", effort("low")).said, { reasoning: { effort: "low" } }],
  [
    "OpenRouter: max is beyond its scale",
    encode("reasoning_object", effort("max")).said,
    { reasoning: { effort: "xhigh" } },
  ],
  [
    "OpenRouter: a budget goes as it is, and alone",
    encode("reasoning_object", { ...budget(4000), ...effort("low") }).said,
    { reasoning: { max_tokens: 4000 } },
  ],
  [
    "OpenRouter: the mapping's effort wins over a budget",
    encode("reasoning_object", budget(4000), { reasoningEffort: "high" }).said,
    { reasoning: { effort: "high" } },
  ],
  ["OpenRouter: off", encode("reasoning_object", off).said, { reasoning: { enabled: false } }],
  [
    "OpenRouter: adaptive thinking without effort leaves the default",
    encode("reasoning_object", adaptive).said,
    {},
  ],
  ["z.ai: on", encode("thinking_type", budget(4000)).said, { thinking: { type: "enabled" } }],
  ["z.ai: off", encode("thinking_type", off).said, { thinking: { type: "disabled" } }],
  ["z.ai: adaptive leaves the default", encode("thinking_type", { ...adaptive, ...effort("low") }).said, {}],
  [
    "DeepSeek: low efforts are high",
    encode("thinking_type_effort", effort("low")).said,
    { reasoning_effort: "high" },
  ],
  [
    "DeepSeek: xhigh is max",
    encode("thinking_type_effort", effort("xhigh")).said,
    { reasoning_effort: "max" },
  ],
  [
    "DeepSeek: off has no effort",
    encode("thinking_type_effort", off).said,
    { thinking: { type: "disabled" } },
  ],
  [
    "DashScope: on with a budget",
    encode("enable_thinking", budget(4000), qwen).said,
    { enable_thinking: true, thinking_budget: 4000 },
  ],
  ["DashScope: off", encode("enable_thinking", off, qwen).said, { enable_thinking: false }],
  [
    "DashScope: a model without the switch does not get it",
    encode("enable_thinking", budget(4000), { model: "qwen3-coder-plus" }).said,
    {},
  ],
  ["vLLM: off", encode("template_kwargs", off).said, { chat_template_kwargs: { enable_thinking: false } }],
  [
    "vLLM: on by the mapping",
    encode("template_kwargs", {}, { reasoningEffort: "high" }).said,
    { chat_template_kwargs: { enable_thinking: true } },
  ],
  ["none: nothing is said", encode("none", budget(4000)).said, {}],
];

describe("thinking is asked for in the host's own words", () => {
  for (const [name, said, expected] of cases)
    test(name, () => {
      expect(said).toEqual(expected);
    });
});

test("an effort that cannot be said is named as dropped", () => {
  expect(encode("none", effort("low")).dropped).toEqual(["effort"]);
  expect(encode("none", {}).dropped).toEqual([]);
  expect(encode("reasoning_object", effort("low")).dropped).toEqual([]);
});
