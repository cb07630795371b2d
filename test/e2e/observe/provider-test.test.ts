import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Sandbox } from "../../support/run-ccm.ts";

setDefaultTimeout(30_000);

const unready = `
[[providers]]
name = "zai"
provider_type = "z.ai"
api_key = "$NO_SUCH_KEY"
[[models]]
name = "glm"
[[models.mappings]]
provider = "zai"
actual_model = "glm-4.6"
priority = 1
`;

const demoGrid =
  /^MODEL +STREAM +TOOLS +PARALLEL +THINK +IMAGES +PDF\necho +ok +no +no +no +no +no\n {2}echo, tools, parallel: answered without calling the tool \(req_\w+\)\n {2}echo, think: /;

describe("ccm provider test", () => {
  test("works without a daemon, says the cost before, and keeps its requests in the ledger", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const tested = await box.run(["provider", "test", "demo"]);
    expect(tested.stderr).toBe("demo: 1 model, 6 small requests, free\n");
    expect(tested.stdout).toMatch(demoGrid);
    expect(tested.exitCode).toBe(0);
    const logged = (await box.run(["logs", "--json"])).stdout.trim().split("\n");
    expect(logged).toHaveLength(6);
  });

  test("asks the running daemon", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const running = await box.start();
    expect((await box.run(["provider", "test"])).stdout).toMatch(demoGrid);
    running.signal("SIGTERM");
    expect((await running.finished).stderr).toContain(`"provider":"demo"`);
  });

  test("fails when a provider cannot be asked, and says why once", async () => {
    await using box = await Sandbox.open();
    box.configure(unready);
    const tested = await box.run(["provider", "test", "zai"]);
    expect(tested.exitCode).toBe(1);
    expect(tested.stdout).toMatch(
      /\nglm-4\.6(?: +not sent){6}\n {2}glm-4\.6, stream, tools, parallel, think, images, PDF: .*\$NO_SUCH_KEY is unset.*\n$/,
    );
    expect((await box.run(["logs", "--json"])).stdout.trim().split("\n")).toHaveLength(1);
  });

  test("one model, one feature, as JSON", async () => {
    await using box = await Sandbox.open();
    box.configure(unready);
    const args = ["provider", "test", "--model", "echo", "--feature", "streaming", "--json"];
    const tested = await box.run(args);
    expect(JSON.parse(tested.stdout)).toMatchObject([
      { provider: "demo", models: ["echo"], results: [{ feature: "streaming", outcome: "ok" }] },
    ]);
    expect(tested.exitCode).toBe(0);
  });

  test("says what it does not know", async () => {
    await using box = await Sandbox.open();
    box.configure();
    const provider = await box.run(["provider", "test", "demos"]);
    expect(provider).toMatchObject({
      exitCode: 2,
      stderr: 'ccm: no provider is named "demos", did you mean "demo"?\n',
    });
    const model = await box.run(["provider", "test", "demo", "--model", "gpt"]);
    expect(model).toMatchObject({ exitCode: 2, stderr: 'ccm: no model is named "gpt" there: echo\n' });
    expect((await box.run(["provider", "test", "--feature", "speech"])).exitCode).toBe(2);
  });
});
