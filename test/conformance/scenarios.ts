import type { ClientApiId } from "../support/client/client-api.ts";
import { type Answer, textAnswer } from "../support/wire/answer.ts";
import type { WireId } from "../support/wire/wire.ts";
import type { Reply } from "./conversation.ts";
import { answer, beginThen, refuse, words } from "./provider-answers.ts";
import { failureOf, must, mustEqual, type Scenario } from "./scenario.ts";

const { usage } = textAnswer;
const spoken = textAnswer.text?.join("") ?? "";
const bothModes = ["stream", "json"] as const;

/** A red dot of one pixel. */
const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

const oneCall: Answer = {
  toolCalls: [{ id: "call_a", name: "read_tide", arguments: ['{"port":"Wi', 'ck","day":14}'] }],
  stop: "tool",
  usage,
};
const twoCalls: Answer = {
  text: ["Both ", "ports."],
  toolCalls: [
    { id: "call_a", name: "read_tide", arguments: ['{"port":"Wick",', '"day":14}'] },
    { id: "call_b", name: "read_tide", arguments: ['{"port":"Leith","day":', "15}"] },
  ],
  stop: "tool",
  usage,
};
const thoughtfulCall: Answer = { ...oneCall, thinking: ["The moon ", "is full."] };
const source = { url: "https://tides.example/wick", title: "Tides of Wick" };
const found: Answer = {
  search: { query: "tide wick", results: [source] },
  text: ["High ", "at six."],
  stop: "end",
  usage,
};
const refused: Answer = { text: ["I will ", "not say."], stop: "refusal", usage };

/** A quarter of a megabyte of arguments in a thousand pieces. */
const longText = "wave — ".repeat(32_000);
const longCall: Answer = {
  toolCalls: [
    {
      id: "call_a",
      name: "read_tide",
      arguments: piecesOf(JSON.stringify({ port: longText, day: 14 }), 1000),
    },
  ],
  stop: "tool",
  usage,
};

function piecesOf(text: string, count: number): string[] {
  const size = Math.ceil(text.length / count);
  return Array.from({ length: count }, (_, at) => text.slice(at * size, (at + 1) * size));
}

/** The API's own word for an answer that stopped to have tools called, was refused, or ended. */
const stops: Readonly<Record<ClientApiId, Record<"end" | "tool", string>>> = {
  messages: { end: "end_turn", tool: "tool_use" },
  chat: { end: "stop", tool: "tool_calls" },
  responses: { end: "completed", tool: "completed" },
};

const refusals: Readonly<Record<ClientApiId, readonly string[]>> = {
  messages: ["refusal"],
  chat: ["content_filter"],
  responses: ["completed", "content_filter"],
};

/** What the provider needs to get back with its own thinking. Chat hosts get the words, the others a seal. */
const seals: Readonly<Record<WireId, string>> = {
  anthropic: "c2lnbmF0dXJl",
  "openai-chat": "The moon is full.",
  "openai-responses": "gAAAAABstandin",
  gemini: "c2lnbmF0dXJl",
};

function tideCalls(reply: Reply): unknown[] {
  return reply.tools.map(({ name, input }) => [name, input]);
}

const wick = ["read_tide", { port: "Wick", day: 14 }];
const leith = ["read_tide", { port: "Leith", day: 15 }];

/** What is tried in every cell of the matrix. */
export const scenarios: readonly Scenario[] = [
  {
    name: "text",
    modes: bothModes,
    provider: (turn) => answer(turn, textAnswer),
    play: async ({ api, open }) => {
      const reply = await open().say("When is high tide?");
      mustEqual(reply.text, spoken, "text");
      mustEqual(reply.stop, stops[api].end, "stop");
      mustEqual([reply.inputTokens, reply.outputTokens], [usage.input, usage.output], "usage");
    },
  },
  {
    name: "parallel tools",
    modes: bothModes,
    provider: (turn) => answer(turn, turn.nth === 0 ? twoCalls : textAnswer),
    play: async ({ api, open, bodies }) => {
      const conversation = open({ tools: true });
      const reply = await conversation.say("Wick and Leith?");
      mustEqual(tideCalls(reply), [wick, leith], "calls");
      mustEqual(reply.stop, stops[api].tool, "stop");
      mustEqual(new Set(reply.tools.map(({ id }) => id)).size, 2, "different ids");
      const results = reply.tools.map(({ id }, at) => ({ id, text: `result ${at}` }));
      mustEqual((await conversation.answerTools(results)).text, spoken, "text after the results");
      const last = bodies().at(-1) ?? "";
      must(last.includes("result 0") && last.includes("result 1"), "both results reach the provider");
    },
  },
  {
    name: "tool result with image",
    modes: bothModes,
    provider: (turn) => answer(turn, turn.nth === 0 ? oneCall : textAnswer),
    play: async ({ open, bodies }) => {
      const conversation = open({ tools: true });
      const [call] = (await conversation.say("Show me Wick.")).tools;
      must(call !== undefined, "no call");
      const reply = await conversation.answerTools([{ id: call.id, text: "a chart", image: picture }]);
      mustEqual(reply.text, spoken, "text after the picture");
      const last = bodies().at(-1) ?? "";
      must(last.includes(picture), "the picture reaches the provider");
      must(last.includes("a chart"), "the words beside it reach the provider");
    },
  },
  {
    name: "thinking with tools",
    modes: bothModes,
    hosts: { "openai-chat": { type: "deepseek", options: 'wire_api = "chat"' } },
    provider: (turn) => answer(turn, turn.nth === 0 ? thoughtfulCall : textAnswer),
    play: async ({ wire, open, bodies }) => {
      const conversation = open({ tools: true, thinking: true });
      const reply = await conversation.say("Think, then look.");
      mustEqual(tideCalls(reply), [wick], "calls");
      mustEqual(reply.thinking, "The moon is full.", "thinking");
      const [call] = reply.tools;
      must(call !== undefined, "no call");
      const after = await conversation.answerTools([{ id: call.id, text: "high at six" }]);
      mustEqual(after.text, spoken, "text after the result");
      must(bodies().at(-1)?.includes(seals[wire]) === true, "the provider gets its own thinking back");
    },
  },
  {
    name: "web search",
    modes: bothModes,
    provider: (turn) => answer(turn, found),
    play: async ({ api, wire, open, bodies }) => {
      const conversation = open({ search: true });
      if (wire === "openai-chat" && api === "chat") {
        // The same format on both sides: what the host makes of the wish is the host's affair.
        await conversation.say("Search for the tide.");
        must(bodies().at(-1)?.includes("web_search_options") === true, "the wish reaches the provider");
        return;
      }
      if (wire === "openai-chat") {
        const failure = await failureOf(() => conversation.say("Search for the tide."));
        must(
          failure.status === 400 && /search/i.test(failure.message),
          `a clear refusal: ${failure.message}`,
        );
        return;
      }
      const reply = await conversation.say("Search for the tide.");
      mustEqual(reply.text, "High at six.", "text");
      must(reply.sources.includes(source.url), `sources: ${JSON.stringify(reply.sources)}`);
    },
  },
  {
    name: "long tool arguments",
    modes: bothModes,
    provider: (turn) => answer(turn, longCall),
    play: async ({ open }) => {
      const reply = await open({ tools: true }).say("Every wave, please.");
      mustEqual(tideCalls(reply), [["read_tide", { port: longText, day: 14 }]], "calls");
    },
  },
  {
    name: "refusal",
    modes: bothModes,
    provider: (turn) => answer(turn, refused),
    play: async ({ api, open }) => {
      const reply = await open().say("Tell me what you must not.");
      must(refusals[api].includes(reply.stop), `stop ${reply.stop}`);
      mustEqual(reply.text, "I will not say.", "text");
    },
  },
  {
    name: "error before the first byte",
    modes: bothModes,
    provider: refuse,
    play: async ({ open }) => {
      const failure = await failureOf(() => open().say("When is high tide?"));
      must(failure.status === 529 || failure.status === 503, `status ${failure.status}`);
      must(failure.message.includes(words), `message ${failure.message}`);
    },
  },
  {
    name: "error after the first byte",
    modes: ["stream"],
    provider: (turn) => beginThen(turn, textAnswer, "error"),
    play: async ({ open }) => {
      const failure = await failureOf(() => open().say("When is high tide?"));
      must(failure.message.includes(words), `message ${failure.message}`);
    },
  },
  {
    name: "cut stream",
    modes: ["stream"],
    provider: (turn) => beginThen(turn, textAnswer, "cut"),
    play: async ({ open }) => {
      await failureOf(() => open().say("When is high tide?"));
    },
  },
];
