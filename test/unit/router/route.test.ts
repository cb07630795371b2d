import { describe, expect, test } from "bun:test";
import { parseConfig } from "../../../src/config/load.ts";
import { indexJson } from "../../../src/http/json-index.ts";
import { spliceJson } from "../../../src/http/json-splice.ts";
import type { JsonObject } from "../../../src/json.ts";
import { decodeMessagesRequest } from "../../../src/protocols/anthropic/request.ts";
import { viewOfBody, viewOfRequest } from "../../../src/router/request-view.ts";
import { decideRoute, type Route } from "../../../src/router/route.ts";
import { atOnce } from "../../../src/sliced.ts";

const models = ["main", "thinker", "searcher", "small", "long", "glm-4.6"];
const base = `
[router]
default = "main"
think = "thinker"
websearch = "searcher"
background = "small"
`;

function routerOf(toml: string) {
  const { config, findings } = parseConfig(toml, { path: "config.toml", env: {} });
  if (!config) throw new Error(findings.map(({ message }) => message).join("\n"));
  return config.router;
}

interface Given {
  readonly body?: JsonObject;
  readonly headers?: Record<string, string>;
  readonly toml?: string;
}

function request(body: JsonObject = {}): JsonObject {
  return {
    model: "claude-opus-5-5",
    max_tokens: 100,
    messages: [{ role: "user", content: "hello" }],
    ...body,
  };
}

function routeOf({ body, headers = {}, toml = base }: Given): Route & { sent: JsonObject } {
  const whole = request(body);
  const bytes = new TextEncoder().encode(JSON.stringify(whole));
  const index = indexJson(bytes);
  const given = new Headers(headers);
  const shared = {
    router: routerOf(toml),
    resolveModel: (name: string) => (models.includes(name) ? name : undefined),
    estimateTokens: (size: number) => size / 4,
  };
  const route = decideRoute({ ...shared, view: viewOfBody(bytes, index, given) });
  const decoded = decideRoute({
    ...shared,
    view: viewOfRequest(atOnce(decodeMessagesRequest(whole)), given, bytes.length),
  });
  // A request routes the same whether it is read from its bytes or came decoded, but for what only Claude Code sends.
  if (whole.safeguards === undefined) expect(decoded).toEqual(route);
  return { ...route, sent: JSON.parse(new TextDecoder().decode(spliceJson(bytes, index, route.edits))) };
}

const reasonOf = (given: Given): string => {
  const { reason, model } = routeOf(given);
  return `${reason} ${model}`;
};

const webSearch = { type: "web_search_20250305", name: "web_search", max_uses: 8 };
const tool = { name: "Read", input_schema: { type: "object" } };
const effort = (level: string) => ({ output_config: { effort: level } });
const titleFormat = {
  format: { type: "json_schema", schema: { type: "object", properties: { title: { type: "string" } } } },
};
const agentSystem = (text: string) => [
  { type: "text", text: "x-anthropic-billing-header: cc_version=2.1.330.abc; cc_is_subagent=true;" },
  { type: "text", text: "You are a Claude agent." },
  { type: "text", text },
];

describe("the route of a request", () => {
  const cases: readonly (readonly [string, Given, string])[] = [
    ["an unknown claude name is mapped to the default", {}, "default main"],
    ["a configured model named exactly is served as asked", { body: { model: "glm-4.6" } }, "direct glm-4.6"],
    ["a name the regex does not match stays", { body: { model: "gpt-9" } }, "direct gpt-9"],
    [
      "auto_map = false leaves claude names alone",
      { toml: `${base}auto_map = false` },
      "direct claude-opus-5-5",
    ],
    ["a web search tool goes to the search model", { body: { tools: [webSearch] } }, "websearch searcher"],
    ["web search wins over effort", { body: { tools: [webSearch], ...effort("max") } }, "websearch searcher"],
    [
      "a custom tool of that name is no web search",
      { body: { tools: [{ ...tool, name: "web_search" }] } },
      "default main",
    ],
    [
      "a thinking budget thinks",
      { body: { thinking: { type: "enabled", budget_tokens: 31999 } } },
      "think thinker",
    ],
    [
      "adaptive thinking alone does not",
      { body: { thinking: { type: "adaptive", display: "omitted" } } },
      "default main",
    ],
    ["effort at the level thinks", { body: effort("xhigh") }, "think thinker"],
    ["effort above the level thinks", { body: effort("max") }, "think thinker"],
    ["effort below the level does not", { body: effort("high") }, "default main"],
    [
      "think_when can ask for less",
      { body: effort("high"), toml: `${base}think_when = ["high"]` },
      "think thinker",
    ],
    ["a haiku name is background", { body: { model: "claude-haiku-5-5" } }, "background small"],
    ["a title request is background", { body: { output_config: titleFormat } }, "background small"],
    [
      "a title schema beside tools is not",
      { body: { output_config: titleFormat, tools: [tool] } },
      "default main",
    ],
    [
      "the client's class says background",
      { headers: { "x-claude-code-request-class": "side_reply" } },
      "background small",
    ],
    ["the class main does not", { headers: { "x-claude-code-request-class": "main" } }, "default main"],
    [
      "think wins over background",
      { body: { model: "claude-haiku-5-5", ...effort("max") } },
      "think thinker",
    ],
    [
      "no rule fires for a route that is not set",
      {
        body: { model: "claude-haiku-5-5", ...effort("max"), tools: [webSearch] },
        toml: '[router]\ndefault = "main"',
      },
      "default main",
    ],
    [
      "a long request goes to the long model",
      { body: { system: "x".repeat(300_000) }, toml: `${base}long_context = "long"` },
      "long_context long",
    ],
    ["a short one does not", { toml: `${base}long_context = "long"` }, "default main"],
  ];
  for (const [name, given, expected] of cases) test(name, () => expect(reasonOf(given)).toBe(expected));

  test("plan mode is told in safeguards", () => {
    const safeguards = [{ type: "dangerous_tool_use", classifier_context: { permission_mode: "plan" } }];
    expect(reasonOf({ body: { safeguards } })).toBe("think thinker");
    expect(reasonOf({ body: { safeguards: [{ classifier_context: { permission_mode: "auto" } }] } })).toBe(
      "default main",
    );
  });

  test("ultrathink counts in the current turn, through its tool calls, and not in earlier turns", () => {
    const ask = { role: "user", content: "ultrathink about it" };
    const call = { role: "assistant", content: [{ type: "tool_use", id: "t", name: "Read", input: {} }] };
    const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "ultra" }] };
    const said = { role: "assistant", content: "done" };
    expect(reasonOf({ body: { messages: [ask] } })).toBe("think thinker");
    expect(reasonOf({ body: { messages: [ask, call, result] } })).toBe("think thinker");
    expect(reasonOf({ body: { messages: [ask, said, { role: "user", content: "thanks" }] } })).toBe(
      "default main",
    );
    const note = { role: "system", content: 'The user included the keyword "ultrathink"' };
    expect(reasonOf({ body: { messages: [{ role: "user", content: "go" }, note] } })).toBe("think thinker");
  });
});

describe("the subagent's tag", () => {
  const tagged = "<CCM-SUBAGENT-MODEL>glm-4.6</CCM-SUBAGENT-MODEL>\nYou are the scout.";

  test("is found in any system block, and taken out of what is sent", () => {
    const { reason, model, sent } = routeOf({ body: { system: agentSystem(tagged) } });
    expect([reason, model]).toEqual(["subagent", "glm-4.6"]);
    expect(sent.system).toEqual(agentSystem("You are the scout."));
    const asText = routeOf({ body: { system: tagged } });
    expect(asText.model).toBe("glm-4.6");
    expect(asText.sent.system).toBe("You are the scout.");
  });

  test("counts in the first user turn of a subagent's own request", () => {
    const messages = [
      {
        role: "user",
        content: [
          { type: "text", text: "<system-reminder>x" },
          { type: "text", text: tagged },
        ],
      },
    ];
    const { model, sent } = routeOf({ body: { messages }, headers: { "x-claude-code-agent-id": "a1" } });
    expect(model).toBe("glm-4.6");
    expect(JSON.stringify(sent)).not.toContain("CCM-SUBAGENT");
  });

  test("in the parent's history does not reroute the parent", () => {
    const messages = [
      { role: "user", content: `use ${tagged}` },
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "t", name: "Agent", input: { prompt: tagged } }],
      },
    ];
    expect(reasonOf({ body: { messages } })).toBe("default main");
  });

  test("of an unknown model is loud, and the request goes on by the other rules without it", () => {
    const { model, warning, sent } = routeOf({
      body: { system: agentSystem(tagged.replace("glm-4.6", "nope")) },
    });
    expect(model).toBe("main");
    expect(warning).toBe('subagent model "nope" is not configured');
    expect(JSON.stringify(sent)).not.toContain("CCM-SUBAGENT");
  });
});

test("the same request always routes the same, and says what matched", () => {
  const given = { body: { tools: [webSearch] } };
  expect(routeOf(given)).toEqual(routeOf(given));
  expect(routeOf(given).matched).toBe("tool web_search_20250305");
  expect(routeOf({ body: effort("max") }).matched).toBe("effort max");
});
