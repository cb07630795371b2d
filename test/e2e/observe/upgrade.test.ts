import { expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(30_000);

test.if(process.platform === "linux")(
  "ccm restart starts the program that an upgrade put in its place",
  async () => {
    await using box = await Sandbox.open();
    box.configure();
    const installed = join(box.folder, "ccm");
    copyFileSync(binary, installed);
    const env = { PATH: "/nonexistent", HOME: box.folder, CCM_HOME: box.home };
    const ccm = async (...args: string[]): Promise<string> => {
      const child = Bun.spawn([installed, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
      const said = await new Response(child.stderr).text();
      expect([args, await child.exited, said]).toEqual([args, 0, said]);
      return said;
    };
    await ccm("start", "--detach");
    copyFileSync(binary, `${installed}.new`);
    renameSync(`${installed}.new`, installed); // as package managers do: the running file has no name any more
    expect(await ccm("restart")).toContain("is running again");
    expect((await fetch(`${box.url}/health`)).status).toBe(200);
  },
);

test.if(process.platform === "linux")(
  "the program in its place is given no option that its own runtime may not know",
  async () => {
    await using box = await Sandbox.open();
    box.configure();
    const installed = join(box.folder, "ccm");
    copyFileSync(binary, installed);
    const env = { HOME: box.folder, CCM_HOME: box.home };
    const child = Bun.spawn([installed, "start"], { env, stdio: ["ignore", "ignore", "ignore"] });
    while (!(await fetch(`${box.url}/health`).catch(() => undefined))) await Bun.sleep(20);
    expect(readFileSync(`/proc/${child.pid}/environ`, "utf8")).toContain("BUN_JSC_");

    const seen = join(box.folder, "environment");
    writeFileSync(`${installed}.new`, `#!/bin/sh\n/usr/bin/env > ${seen}\n`, { mode: 0o755 });
    renameSync(`${installed}.new`, installed);
    child.kill("SIGUSR2");
    expect(await child.exited).toBe(0);
    const environment = readFileSync(seen, "utf8");
    expect(environment).toContain(`CCM_HOME=${box.home}\n`);
    expect(environment).not.toContain("BUN_JSC_");
  },
);
