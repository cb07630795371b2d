import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(30_000);

const prompt = "a prompt about the heron in the reeds";
const canary = "canary0123456789canary";

/** Everything that lies in the home folder, as one text. */
function readHome(home: string): string {
  return readdirSync(home)
    .filter((name) => name !== "config.toml")
    .map((name) => readFileSync(join(home, name), "latin1"))
    .join("\n");
}

async function ask(url: string, stream: boolean): Promise<string> {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": `client-${canary}` },
    body: JSON.stringify({
      model: "demo",
      max_tokens: 64,
      stream,
      messages: [
        {
          role: "user",
          content: `${prompt}; env says ZAI_API_KEY=${canary} and sk-ant-${canary}, the client's is client-${canary}`,
        },
      ],
    }),
  });
  await response.text();
  return response.headers.get("request-id") ?? "";
}

describe("server.log_bodies", () => {
  test("is off by default: neither prompt nor answer lies anywhere", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const running = await box.start();
    const id = await ask(running.url, true);
    running.signal("SIGTERM");
    await running.finished;
    const home = readHome(box.home);
    expect(home).toContain(id);
    expect([prompt, "ccm works", canary].filter((word) => home.includes(word))).toEqual([]);
    expect((await box.run(["why", id])).stdout).not.toContain("kept");
    expect((await box.run(["why", id, "--bodies"])).stdout).toContain(`no bodies were kept of ${id}`);
  });

  test("keeps what was said, readable by the owner alone and without credentials", async () => {
    await using box = await Sandbox.open();
    box.configure("", `log_bodies = true\nlog_level = "trace"\napi_key = "client-${canary}"`);
    const running = await box.start();
    const [streamed, whole] = [await ask(running.url, true), await ask(running.url, false)];
    const page = await fetch(`${running.url}/requests/${streamed}`, { headers: { accept: "text/html" } });
    let html = await page.text();
    while (!html.includes("message_stop")) {
      html = await (await fetch(`${running.url}/requests/${streamed}`)).text(); // until the ledger has it
    }
    running.signal("SIGTERM");
    const { stderr } = await running.finished;

    for (const id of [streamed, whole]) {
      const facts = await box.run(["why", id]);
      expect(facts.stdout).toMatch(
        new RegExp(`\\nkept +request \\d+ B, answer .*: ccm why ${id} --bodies\\n`),
      );
      const bodies = await box.run(["why", id, "--bodies"]);
      expect(bodies.stdout).toContain(prompt);
      expect(bodies.stdout).toContain("ccm works");
      expect(bodies.stdout).toContain("ZAI_API_KEY=[secret] and [secret], the client's is [secret]");
    }
    expect((await box.run(["why", streamed, "--bodies"])).stdout).toContain('{"type":"message_stop"}');
    const { bodies } = JSON.parse((await box.run(["why", whole, "--json"])).stdout);
    expect(JSON.parse(bodies.answer).role).toBe("assistant");

    expect(html).toContain("heron in the reeds");
    expect([readHome(box.home), html, stderr].map((text) => text.includes(canary))).toEqual([
      false,
      false,
      false,
    ]);
    expect(stderr).not.toContain(prompt);
    expect(statSync(join(box.home, "usage.sqlite")).mode & 0o777).toBe(0o600);
  });

  test("turned off again, what was kept goes", async () => {
    await using box = await Sandbox.open();
    box.configure("", "log_bodies = true");
    const first = await box.start();
    const id = await ask(first.url, false);
    first.signal("SIGTERM");
    await first.finished;
    expect((await box.run(["why", id, "--bodies"])).stdout).toContain(prompt);

    box.configure();
    const second = await box.start();
    const later = await ask(second.url, false);
    const path = join(box.home, "usage.sqlite");
    const kept = (): unknown => {
      const db = new Database(path, { readonly: true });
      const rows = db.query("SELECT count(*) FROM bodies").values();
      db.close();
      return rows;
    };
    while (JSON.stringify(kept()) !== "[[0]]") await Bun.sleep(20);
    second.signal("SIGTERM");
    await second.finished;
    expect((await box.run(["why", id, "--bodies"])).stdout).toContain(`no bodies were kept of ${id}`);
    expect((await box.run(["why", later])).exitCode).toBe(0);
    expect(readHome(box.home).includes(prompt)).toBe(false);
  });
});
