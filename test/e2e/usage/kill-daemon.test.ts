import { expect, setDefaultTimeout, test } from "bun:test";
import { Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(60_000);

test("a killed ccm has recorded all but the last second, each request once, and goes on from there", async () => {
  await using box = await Sandbox.open();
  box.configure();
  const running = await box.start();
  const finished: { readonly id: string; readonly at: number }[] = [];
  const ask = async (): Promise<void> => {
    const response = await fetch(`${running.url}/v1/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "demo", max_tokens: 9, messages: [{ role: "user", content: "hi" }] }),
    });
    await response.text();
    finished.push({ id: response.headers.get("request-id") ?? "", at: performance.now() });
  };
  const began = performance.now();
  while (performance.now() - began < 2_500) await Promise.all([ask(), ask(), ask(), ask()]);
  running.signal("SIGKILL");
  const killedAt = performance.now();
  await running.finished;

  await box.start();
  const { stdout } = await box.run(["logs", "--json", "-n", "100000"]);
  const recorded = stdout
    .trim()
    .split("\n")
    .map((line): string => JSON.parse(line).id);
  expect(new Set(recorded).size).toBe(recorded.length);
  const known = new Set(finished.map(({ id }) => id));
  expect(recorded.filter((id) => !known.has(id))).toEqual([]);
  const kept = new Set(recorded);
  const due = finished.filter(({ at }) => at < killedAt - 1_000);
  expect(due.length).toBeGreaterThan(20);
  expect(due.filter(({ id }) => !kept.has(id))).toEqual([]);
  const { totals } = JSON.parse((await box.run(["usage", "--since", "1h", "--json"])).stdout);
  expect(totals.requests).toBe(recorded.length);
});
