import { describe, expect, test } from "bun:test";
import { configWithSecrets } from "./config-with-secrets.ts";
import { type OpenedDaemon, openDaemon } from "./open-daemon.ts";

const open = (): Promise<OpenedDaemon> => openDaemon({ config: configWithSecrets });

/** The parts that an open page is sent, one event after the other. */
async function* partsOf(response: Response): AsyncGenerator<Record<string, string>> {
  const text = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
  for await (const chunk of text) {
    for (const [, data = ""] of chunk.matchAll(/^data: (.*)$/gm)) yield JSON.parse(data);
  }
}

const askForParts = ({ ask }: OpenedDaemon, path: string, signal: AbortSignal): Promise<Response> =>
  ask(path, { headers: { accept: "text/event-stream" }, signal });

describe("the parts of an open page", () => {
  for (const [path, part] of [
    ["/", "recent"],
    ["/requests", "list"],
  ] as const) {
    test(`of ${path} come first as they are, then as they change`, async () => {
      const daemon = await open();
      const leaving = new AbortController();
      const response = await askForParts(daemon, path, leaving.signal);
      expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
      expect(response.headers.get("content-security-policy")).toStartWith("default-src 'none'");
      const parts = partsOf(response);
      const first = (await parts.next()).value;
      expect(first?.[part]).toContain(`id="${part}"`);
      expect(first?.[part]).not.toContain("/requests/req_");
      const refused = await daemon.ask("/v1/messages", {
        method: "POST",
        headers: { "x-api-key": "canary-client-key-000000000000000000" },
        body: JSON.stringify({ model: "demo", max_tokens: 9, messages: [{ role: "user", content: "hi" }] }),
      });
      const id = refused.headers.get("request-id");
      expect((await parts.next()).value?.[part]).toContain(`/requests/${id}`);
      leaving.abort();
    });
  }

  test("hold each element that they replace, by its id", async () => {
    const daemon = await open();
    const leaving = new AbortController();
    for (const path of ["/", "/requests"]) {
      const html = await (await daemon.ask(path)).text();
      const first = (await partsOf(await askForParts(daemon, path, leaving.signal)).next()).value ?? {};
      for (const [id, part] of Object.entries(first)) {
        expect(html).toContain(`id="${id}"`);
        expect(part).toContain(`id="${id}"`);
      }
    }
    leaving.abort();
  });
});
