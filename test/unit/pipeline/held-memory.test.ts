import { expect, test } from "bun:test";
import * as v from "valibot";
import { openDaemon } from "../admin/open-daemon.ts";

/** The part of JavaScriptCore's heap snapshot that is read here: four numbers a node, the second its size in bytes. */
const snapshotSchema = v.object({ nodes: v.array(v.number()), nodeClassNames: v.array(v.string()) });

/** Strings on the heap that are at least this long, in bytes. */
function countLongStrings(bytes: number): number {
  Bun.gc(true);
  const { nodes, nodeClassNames } = v.parse(snapshotSchema, Bun.generateHeapSnapshot());
  let count = 0;
  for (let at = 0; at < nodes.length; at += 4) {
    if (nodeClassNames[nodes[at + 2] ?? -1] === "string" && (nodes[at + 1] ?? 0) >= bytes) count += 1;
  }
  return count;
}

test("what was sent upstream is let go of once its answer has begun", async () => {
  const end = Promise.withResolvers<void>();
  const chunk = {
    id: "c",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { content: "hi" } }],
  };
  using upstream = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      await request.arrayBuffer();
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\n`));
          await end.promise;
          controller.close();
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
  });
  const { ask } = await openDaemon({
    config: `
[router]
default = "m"
[[providers]]
name = "chat"
provider_type = "openai-compatible"
base_url = "http://127.0.0.1:${upstream.port}/v1"
[[models]]
name = "m"
mappings = [{ provider = "chat", actual_model = "x", priority = 1 }]
`,
  });
  // A hundred short texts: the only long string there can be is what ccm makes of the whole.
  const content = Array.from({ length: 100 }, () => ({ type: "text", text: "word ".repeat(2_000) }));
  const message = { model: "m", max_tokens: 9, stream: true, messages: [{ role: "user", content }] };
  const body = Buffer.concat(
    JSON.stringify(message)
      .match(/.{1,10000}/g)
      ?.map((part) => Buffer.from(part)) ?? [],
  );
  const response = await ask("/v1/messages", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const reader = response.body?.getReader();
  await reader?.read();
  expect(countLongStrings(300_000)).toBe(0);
  end.resolve();
  await reader?.cancel();
});
