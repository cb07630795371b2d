import { expect, test } from "bun:test";
import { Hono } from "hono";
import { metrics } from "../../../../src/server/routes/metrics.ts";

test("GET /metrics answers in the type that Prometheus asks for, anew each time", async () => {
  let scrapes = 0;
  const app = new Hono().get(
    "/metrics",
    metrics(() => `# scrape ${++scrapes}\n`),
  );
  const first = await app.request("/metrics");
  expect(first.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await first.text()).toBe("# scrape 1\n");
  expect(await (await app.request("/metrics")).text()).toBe("# scrape 2\n");
});
