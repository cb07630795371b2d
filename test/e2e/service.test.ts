import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox } from "../support/run-ccm.ts";

/** A user with a systemd that notes what it is told and has no service running. */
async function openUser() {
  const box = await Sandbox.open();
  const programs = join(box.folder, "programs");
  const told = join(box.folder, "told");
  mkdirSync(programs);
  const systemctl = `#!/bin/sh\necho "$*" >> '${told}'\n[ "$2" != is-active ]\n`;
  writeFileSync(join(programs, "systemctl"), systemctl, { mode: 0o755 });
  const env = { PATH: `${programs}:${process.env.PATH}`, XDG_CONFIG_HOME: join(box.folder, "xdg") };
  return {
    box,
    unit: join(box.folder, "xdg/systemd/user/ccm.service"),
    run: (...args: string[]) => box.run(args, { env }),
    told: () => readFileSync(told, "utf8").trimEnd().split("\n"),
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  };
}

describe.if(process.platform === "linux")("ccm service", () => {
  test("install hands this ccm and its config to systemd, and names the variables that it will miss", async () => {
    await using user = await openUser();
    user.box.configure('[[providers]]\nname = "zai"\nprovider_type = "z.ai"\napi_key = "$ZAI_API_KEY"\n');
    const { exitCode, stderr } = await user.run("service", "install");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("the config asks for $ZAI_API_KEY.");
    expect(readFileSync(user.unit, "utf8")).toContain(`"--config" "${user.box.configPath}" "start"`);
    expect(user.told().slice(-3)).toEqual([
      "--user daemon-reload",
      "--user enable ccm.service",
      "--user restart ccm.service",
    ]);
  });

  test("its file asks the runtime for nothing that a later version may not know", async () => {
    await using user = await openUser();
    user.box.configure();
    expect((await user.run("service", "install")).exitCode).toBe(0);
    const unit = readFileSync(user.unit, "utf8");
    expect(unit).toContain("BUN_CONFIG_MAX_HTTP_REQUESTS=4096");
    expect(unit).not.toContain("BUN_JSC_");
  });

  test("a config that cannot start is not made a service", async () => {
    await using user = await openUser();
    user.box.configure("[router\n");
    expect(await user.run("service", "install")).toMatchObject({ exitCode: 2 });
    expect(await Bun.file(user.unit).exists()).toBe(false);
  });

  test("status tells a service that is not there from one that does not run", async () => {
    await using user = await openUser();
    user.box.configure();
    const absent = await user.run("service", "status");
    expect(absent).toMatchObject({ exitCode: 3, stderr: "ccm: there is no service: ccm service install\n" });
    await user.run("service", "install");
    const idle = await user.run("service", "status");
    expect(idle.exitCode).toBe(3);
    expect(idle.stderr).toContain("does not run: see journalctl");
  });

  test("uninstall stops it and takes its file away", async () => {
    await using user = await openUser();
    user.box.configure();
    await user.run("service", "install");
    expect(await user.run("service", "uninstall")).toMatchObject({ exitCode: 0 });
    expect(await Bun.file(user.unit).exists()).toBe(false);
    expect(user.told()).toContain("--user disable --now ccm.service");
  });
});
