import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  installService,
  isServiceKept,
  uninstallService,
} from "../../../../src/daemon/service/carry-out-plan.ts";
import { planService } from "../../../../src/daemon/service/plan-service.ts";
import type { ServicePlan } from "../../../../src/daemon/service/service.ts";

const definition = {
  ccm: ["/bin/true", "--config", '/home/some one/100% $mine & "co".toml'],
  env: { BUN_CONFIG_MAX_HTTP_REQUESTS: "4096", CCM_HOME: "/home/some one/50%" },
  logFile: "/home/some one/ccm.log",
};
const user = { home: "/home/some one", uid: 501, env: {} };

async function isWellFormed(xml: Buffer): Promise<boolean> {
  return (await Bun.spawn(["xmllint", "--nonet", "--noout", "-"], { stdin: xml }).exited) === 0;
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ccm-service-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("on Linux", () => {
  const { file } = planService("linux", definition, user);

  test("it is a user unit, in the folder that XDG names", () => {
    expect(file.path).toBe("/home/some one/.config/systemd/user/ccm.service");
    const moved = planService("linux", definition, { ...user, env: { XDG_CONFIG_HOME: "/xdg" } });
    expect(moved.file.path).toBe("/xdg/systemd/user/ccm.service");
  });

  test("arguments arrive as they are, whatever characters they hold", () => {
    expect(file.text).toContain(
      String.raw`ExecStart="/bin/true" "--config" "/home/some one/100%% $$mine & \"co\".toml" "start"`,
    );
    expect(file.text).toContain('Environment="CCM_HOME=/home/some one/50%%"');
  });

  test("a mistake in the config does not start it over and over; live streams may end", () => {
    expect(file.text).toContain("RestartPreventExitStatus=2");
    expect(file.text).toContain("TimeoutStopSec=45");
  });

  test.if(Bun.which("systemd-analyze") !== null)("systemd finds nothing wrong with it", async () => {
    const path = join(folder, "ccm.service");
    await Bun.write(path, file.text);
    const child = Bun.spawn(["systemd-analyze", "verify", "--user", "--man=no", path], {
      stderr: "pipe",
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    const said = await new Response(child.stderr).text();
    expect(said.split("\n").filter((line) => line.includes("ccm.service"))).toEqual([]);
  });
});

describe("on macOS", () => {
  const plan = planService("darwin", definition, user);

  test("it is an agent of this user's session", () => {
    expect(plan.file.path).toBe("/home/some one/Library/LaunchAgents/local.ccm.plist");
    expect(plan.install).toEqual([["launchctl", "bootstrap", "gui/501", plan.file.path]]);
  });

  test("its file says the command and the environment, escaped", () => {
    expect(plan.file.text).toContain('<string>/home/some one/100% $mine &amp; "co".toml</string>');
    expect(plan.file.text).toContain("<key>CCM_HOME</key>\n    <string>/home/some one/50%</string>");
  });

  test.if(Bun.which("xmllint") !== null)("its file is well-formed", async () => {
    expect(await isWellFormed(Buffer.from(plan.file.text))).toBe(true);
  });
});

describe("on Windows", () => {
  const env = { USERDOMAIN: "HOME & CO", USERNAME: "some one" };
  const { file, install } = planService("win32", definition, { home: "C:\\Users\\some one", env });

  test("it is a task, in the encoding that the Task Scheduler reads", () => {
    expect(file.encoding).toBe("utf16le");
    expect(file.text).toStartWith('\uFEFF<?xml version="1.0" encoding="UTF-16"?>');
    expect(install[0]).toContain("C:\\Users\\some one\\.claude-code-mux\\ccm-task.xml");
  });

  test("arguments are quoted for Windows, then for XML", () => {
    expect(file.text).toContain(
      String.raw`<Arguments>--config "/home/some one/100% $mine &amp; \"co\".toml" start --detach</Arguments>`,
    );
  });
  test("it starts when this user logs on, with this user's rights", () => {
    expect(file.text.match(/<UserId>HOME &amp; CO\\some one<\/UserId>/g)?.length).toBe(2);
    expect(file.text).toContain("<RunLevel>LeastPrivilege</RunLevel>");
  });

  test.if(Bun.which("xmllint") !== null)("its file is well-formed", async () => {
    expect(await isWellFormed(Buffer.from(file.text, file.encoding))).toBe(true);
  });
});

test("a system without a known manager is refused by name", () => {
  expect(() => planService("aix", definition, user)).toThrow("on aix");
});

describe.if(process.platform !== "win32")("a plan carried out", () => {
  const planOf = (command: readonly string[]): ServicePlan => ({
    file: { path: join(folder, "deep", "ccm.service"), text: "text", encoding: "utf8" },
    install: [command],
    uninstall: [["false"], command],
    status: ["test", "-f", join(folder, "deep", "ccm.service")],
    log: "",
    setVariable: "",
  });

  test("installs, runs, and leaves nothing behind when taken away", async () => {
    const plan = planOf(["true"]);
    expect(await isServiceKept(plan)).toBe(false);
    await installService(plan);
    expect(await isServiceKept(plan)).toBe(true);
    await uninstallService({ ...plan, status: ["false"] }); // its file is what tells, here
    expect(await isServiceKept(plan)).toBe(false);
  });

  test("is not put in place before the manager has let go of the one before", async () => {
    const held = join(folder, "held");
    await Bun.write(held, "");
    const plan = {
      ...planOf(["sh", "-c", `test ! -e '${held}'`]),
      uninstall: [["sh", "-c", `(sleep 0.2; rm '${held}') & `]],
      status: ["test", "-e", held],
    };
    await installService(plan);
    expect(await isServiceKept(plan)).toBe(false);
  });

  test("says what the manager said when it refuses", async () => {
    const refusing = { ...planOf(["sh", "-c", "echo no bus >&2; exit 1"]), status: ["false"] };
    expect(installService(refusing)).rejects.toThrow("failed: no bus");
  });
});
