import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { Sandbox } from "../support/run-ccm.ts";

test("beside a ccm that does not answer nothing is asked, cleared or tried: both would write the same files", async () => {
  await using box = await Sandbox.open();
  box.configure();
  const { pid, signal } = await box.start();
  signal("SIGSTOP");
  const silent = `ccm is running (pid ${pid}) but does not answer: ccm restart`;
  for (const args of [
    ["cooldown", "list"],
    ["cooldown", "clear"],
    ["provider", "test"],
  ]) {
    const { exitCode, stdout, stderr } = await box.run(args);
    expect({ args, exitCode, stdout, stderr }).toEqual({
      args,
      exitCode: 1,
      stdout: "",
      stderr: `ccm: ${silent}\n`,
    });
  }
  const init = await box.run(["init", "--force", "--provider", "zai"]);
  expect(init.exitCode).toBe(0);
  expect(init.stderr).toContain(`not tried: ${silent}`);
  expect(readFileSync(box.configPath, "utf8")).toContain('provider_type = "z.ai"');
  signal("SIGCONT");
});
