import { afterAll, beforeAll, expect, test } from "bun:test";
import { type RunningCcm, startCcm } from "../support/ccm/start-ccm.ts";
import { respond } from "../support/stand-in/frame-response.ts";
import { type StandIn, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { textAnswer } from "../support/wire/answer.ts";
import { bodyOf, type WireId } from "../support/wire/wire.ts";
import { wireIds, wires } from "../support/wire/wires.ts";

/*
 * A body of some megabytes is read and written in slices: nothing of it may be lost or doubled on any way through.
 */

const json = { "content-type": "application/json" };
const hosts = new Map<WireId, StandIn>();
let ccm: RunningCcm;

/** A tenth of a megabyte each, of one, two, three and four byte characters, marked at both ends. */
const texts = Array.from({ length: 30 }, (_, at) => `<${at}>${'a "quoted" é — 😀\n'.repeat(5_000)}</${at}>`);

beforeAll(async () => {
  for (const id of wireIds) {
    const body = [JSON.stringify(wires[id].json(textAnswer, "m"))];
    hosts.set(
      id,
      await startStandIn({ script: () => respond({ status: 200, headers: json, body, framing: "length" }) }),
    );
  }
  ccm = await startCcm({
    config: {
      server: ['log_level = "error"'],
      providers: [...hosts].map(([id, { url }]) => ({ name: id, wire: wires[id], url })),
      models: wireIds.map((id) => ({ name: id, mappings: [{ provider: id, model: "m" }] })),
    },
  });
});

afterAll(async () => {
  await ccm.stop();
  for (const host of hosts.values()) await host.close();
});

const clients = {
  "/v1/messages": (messages: readonly object[]) => ({ max_tokens: 100, messages }),
  "/v1/chat/completions": (messages: readonly object[]) => ({ messages }),
  "/v1/responses": (input: readonly object[]) => ({ input, store: false }),
} as const;

/** All strings in a value that hold a mark, in their order. */
function markedIn(value: unknown): string[] {
  if (typeof value === "string") return value.includes("</") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(markedIn) : [];
}

const ways: readonly (readonly [keyof typeof clients, WireId])[] = [
  ["/v1/messages", "openai-chat"],
  ["/v1/messages", "openai-responses"],
  ["/v1/messages", "gemini"],
  ["/v1/messages", "anthropic"],
  ["/v1/chat/completions", "anthropic"],
  ["/v1/responses", "anthropic"],
];

test.each(ways)("a large body of %s reaches a host of %s whole", async (path, wire) => {
  const conversation = texts.map((content, at) => ({ role: at % 2 === 0 ? "user" : "assistant", content }));
  const response = await fetch(ccm.url + path, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ model: wire, ...clients[path](conversation) }),
  });
  expect(response.status).toBe(200);
  const request = hosts.get(wire)?.exchanges.at(-1)?.request;
  expect(request && markedIn(bodyOf(request))).toEqual(texts);
});
