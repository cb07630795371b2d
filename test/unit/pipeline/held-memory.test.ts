import { expect, test } from "bun:test";
import * as v from "valibot";
import { openDaemon } from "../admin/open-daemon.ts";

/** The part of JavaScriptCore's heap snapshot that is read here: four numbers a node, the second its size in bytes. */
const snapshotSchema = v.object({ nodes: v.array(v.number()), nodeClassNames: v.array(v.string()) });

/** Sizes of the strings on the heap, in bytes. */
function stringSizes(): number[] {
  Bun.gc(true);
  const { nodes, nodeClassNames } = v.parse(snapshotSchema, Bun.generateHeapSnapshot());
  const sizes: number[] = [];
  for (let at = 0; at < nodes.length; at += 4) {
    if (nodeClassNames[nodes[at + 2] ?? -1] === "string") sizes.push(nodes[at + 1] ?? 0);
  }
  return sizes;
}

test("what was sent upstream is let go of once its answer has begun", async () => {
  let sent = 0;
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
      sent = (await request.arrayBuffer()).byteLength;
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
  // A hundred short texts: no string of the size of the whole but the one that ccm sends.
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
  expect(sent).toBeGreaterThan(1_000_000);
  // Told by its size: other tests' strings are on the same heap. A string's size is divided by how many share it.
  const isSent = (size: number) => [1, 2, 3].some((sharers) => Math.abs(size * sharers - sent) < 200);
  expect(stringSizes().filter(isSent)).toEqual([]);
  end.resolve();
  await reader?.cancel();
});
