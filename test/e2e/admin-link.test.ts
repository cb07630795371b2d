import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../support/run-ccm.ts";

test("ccm admin prints a link that logs in once, and shows the admin token to no proxy", async () => {
  let proxied = 0;
  using proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch() {
      proxied += 1;
      return new Response("a proxy", { status: 502 });
    },
  });
  await using box = await Sandbox.open();
  box.configure("", 'host = "0.0.0.0"');
  await box.start();
  const admin = () => box.run(["admin", "--no-browser"], { env: { HTTP_PROXY: proxy.url.href } });

  const { exitCode, stdout } = await admin();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login#token=\S+\n$/);
  expect(proxied).toBe(0);

  rmSync(join(box.home, "admin_token"));
  const refused = await admin();
  expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toMatch(
    /^ccm: the running ccm did not answer \/api\/admin\/ticket: it does not take the admin token of \S+admin_token; ccm restart takes it, or makes one\n$/,
  );
});
