import { expect, test } from "bun:test";
import type { JsonObject } from "../../../../../src/json.ts";
import type { MessageParam } from "../../../../../src/protocols/anthropic/request.ts";
import { webSearchBlocks } from "../../../../../src/protocols/openai-chat/target/web-search-blocks.ts";
import { decodeContext } from "../../../../support/decode-context.ts";

const citation = { type: "url_citation", url_citation: { url: "https://example.org", title: "Mux" } };

function blocks(annotations: readonly JsonObject[], content: MessageParam["content"] = "mux") {
  const tool = { kind: "typed", type: "web_search_20250305", name: "web_search", tool: {} } as const;
  const request = { model: "m", messages: [{ role: "user", content } as const], tools: [tool] };
  return webSearchBlocks(annotations, decodeContext({ request }));
}

function queryOf(content: MessageParam["content"]) {
  const [search] = blocks([citation], content);
  return search?.type === "server_tool_use" ? search.input.query : undefined;
}

test("citations become one search and its results, each page once", () => {
  expect(blocks([citation, citation])).toEqual([
    { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "mux" } },
    {
      type: "web_search_tool_result",
      tool_use_id: "srvtoolu_1",
      content: [
        {
          type: "web_search_result",
          url: "https://example.org",
          title: "Mux",
          encrypted_content: "",
          page_age: null,
        },
      ],
    },
  ]);
});

test("annotations that cite no page are passed over", () => {
  const odd = [{ type: "file_citation", url_citation: citation.url_citation }, { type: "url_citation" }];
  expect(blocks([...odd, { type: "url_citation", url_citation: { title: "no address" } }])).toEqual([]);
  expect(blocks([...odd, citation])).toEqual(blocks([citation]));
});

test("the query is what Claude Code says it is, else what the user said", () => {
  expect(queryOf("Perform a web search for the query: what is a mux")).toBe("what is a mux");
  expect(queryOf([{ type: "text", text: "Perform a web search for the query: mux" }])).toBe("mux");
  expect(queryOf("Tell me about muxes")).toBe("Tell me about muxes");
});
