import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ccmCommand, findFreePort } from "../support/ccm/start-ccm.ts";

test("a terminal that is closed ends the ccm that was started in it", async () => {
  const home = await mkdtemp(join(tmpdir(), "ccm-terminal-"));
  const port = await findFreePort();
  const listening = Promise.withResolvers<void>();
  let screen = "";
  const child = Bun.spawn([...ccmCommand(), "start", "--port", String(port)], {
    env: { TERM: "xterm", HOME: home, CCM_HOME: home },
    terminal: {
      data: (_, bytes) => {
        screen += Buffer.from(bytes).toString();
        if (screen.includes("listens on")) listening.resolve();
      },
    },
  });
  try {
    await listening.promise;
    // An answer's log line finds nobody; so does the line that says it stops.
    child.terminal?.close();
    expect(await child.exited).toBe(0);
    expect(await Array.fromAsync(new Bun.Glob("*.pid").scan(home))).toEqual([]);
  } finally {
    child.kill("SIGKILL");
    await rm(home, { recursive: true });
  }
});
