import { expect, test } from "bun:test";
import { Sandbox } from "../../support/run-ccm.ts";

const zai = `
[[providers]]
name = "zai"
provider_type = "z.ai"
api_key = "$SOME_KEY"
`;
const env = { SOME_KEY: "sk-some-key-0123456789" };
const unset = "not configured: $SOME_KEY is unset";

test("keys are those of the ccm that runs, whatever this shell has", async () => {
  await using box = await Sandbox.open();
  box.configure(zai);
  const stateOf = async (command: readonly string[], variables = {}): Promise<string> => {
    const told = JSON.parse((await box.run([...command, "--json"], { env: variables })).stdout);
    const lines: { name?: string; subject?: string; state: string; words?: string }[] =
      told.providers ?? told;
    const line = lines.find(({ name, subject }) => (name ?? subject) === "zai");
    return line?.words ?? line?.state ?? "";
  };
  const commands = [["provider", "list"], ["status"], ["doctor", "--offline"]];

  for (const command of commands) {
    expect([command, await stateOf(command, env)]).toEqual([command, "ready"]);
    expect([command, await stateOf(command)]).toEqual([command, unset]);
  }
  await box.run(["start", "--detach"], { env });
  for (const command of commands) {
    expect([command, await stateOf(command)]).toEqual([command, "ready, by a variable of the running ccm"]);
    expect([command, await stateOf(command, env)]).toEqual([command, "ready"]);
  }
  expect((await box.run(["status"])).stdout).not.toContain("is unset");
  await box.run(["stop"]);
  await box.run(["start", "--detach"]);
  for (const command of commands) {
    expect([command, await stateOf(command, env)]).toEqual([command, `${unset} in the running ccm`]);
  }
  const { stdout } = await box.run(["doctor", "--offline"], { env });
  expect(stdout).toMatch(/^ {2}zai +ccm stop and ccm start$/m);
});
