import { expect, test } from "bun:test";
import { dirname } from "node:path";
import { binary, Sandbox } from "../support/run-ccm.ts";

/** What a client does, as far as a newcomer sees it: asks where the environment says, and prints the answer. */
const client = `
const response = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", {
  method: "POST",
  headers: { authorization: "Bearer " + process.env.ANTHROPIC_AUTH_TOKEN, "content-type": "application/json" },
  body: JSON.stringify({ model: "claude-sonnet-5-5", max_tokens: 100, messages: [{ role: "user", content: "hi" }] }),
});
console.log((await response.json()).content[0].text);`;

test("a newcomer with nothing but the binary gets an answer, sees what it cost, and is told each next step", async () => {
  await using box = await Sandbox.open();
  // Nothing of this machine: no other program, no key, no login. Only ccm is in the PATH.
  const bare = { env: { PATH: dirname(binary) } };
  const ccm = (...args: string[]) => box.run(args, bare);

  const init = await ccm("init", "--provider", "demo");
  expect(init.stderr).toEndWith("next:\n  ccm start --detach\n");
  const start = await ccm("start", "--detach", "--port", String(box.port));
  expect(start.stderr).toMatch(/^ {2}ccm run -- claude +start Claude Code on it$/m);
  expect(start.stderr).toContain("Only the built-in demo answers so far: ccm init sets up real providers.");
  const doctor = await ccm("doctor", "--offline");
  expect(doctor.stdout).not.toMatch(/^problem/m);
  expect(doctor.exitCode).toBe(0);

  const run = await ccm("run", "--", process.execPath, "-e", client);
  expect(run.stdout).toContain('it read: "hi"');
  expect((await ccm("stop")).exitCode).toBe(0);
  const usage = await ccm("usage");
  expect(usage.stdout).toMatch(/^requests +1 +1 saved by failover$/m);
  expect((await ccm("run", "--", process.execPath)).stderr).toBe(
    "ccm: ccm is not running: start it with ccm start --detach\n",
  );
});
