import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, parseJson } from "../../../src/json.ts";
import { shownCode } from "../../support/oauth/browse.ts";
import { addressIn, runPiped } from "../../support/oauth/run-ccm.ts";
import { complaintOf, useCcmHome } from "../../support/oauth/use-ccm-home.ts";

setDefaultTimeout(60_000);
const ccm = useCcmHome();
const tokenFile = (): string => join(ccm().home, "oauth_tokens.json");

describe("without a terminal", () => {
  async function begin(word: string): Promise<string> {
    const run = await runPiped(["auth", "login", word], ccm().env);
    expect(run.exitCode).toBe(1);
    expect(complaintOf(run)).toContain(`within ten minutes run \`ccm auth login ${word} --code`);
    return addressIn(run.stderr);
  }

  test.each(["claude", "gemini"])("the code comes with a second command: %s", async (word) => {
    const code = await shownCode(await begin(word));
    const run = await runPiped(["auth", "login", word, "--code", code], ccm().env);
    expect(run.stderr).not.toContain("ccm:");
    expect(run.stdout).toContain("as ada@example.com");
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toHaveLength(1);
  });

  test("the code may come through a pipe, so that it is in no list of processes", async () => {
    const code = await shownCode(await begin("claude"));
    const run = await runPiped(["auth", "login", "claude", "--code", "-", "--json"], ccm().env, `${code}\n`);
    expect(parseJson(run.stdout)).toMatchObject({
      login: "anthropic",
      email: "ada@example.com",
      state: "ready",
    });
  });

  test("a login that has waited too long: one line, nothing stored", async () => {
    const code = await shownCode(await begin("claude"));
    const waiting = join(ccm().home, "pending_login.json");
    const pending = parseJson(readFileSync(waiting, "utf8"));
    writeFileSync(
      waiting,
      JSON.stringify({ ...(isJsonObject(pending) && pending), expiresAt: Date.now() - 1 }),
    );
    const run = await runPiped(["auth", "login", "claude", "--code", code], ccm().env);
    expect(complaintOf(run)).toBe("ccm: this login has expired after ten minutes: start it again");
    expect(ccm().storedLogins()).toEqual([]);
  });

  test("a code that nothing waits for, or that was brought before: one line", async () => {
    const code = await shownCode(await begin("claude"));
    await runPiped(["auth", "login", "claude", "--code", code], ccm().env);
    const again = await runPiped(["auth", "login", "claude", "--code", code], ccm().env);
    expect(complaintOf(again)).toContain("no login waits for a code");
    expect(again.exitCode).toBe(1);
  });

  test("a code of another login: one line, nothing stored, and the login waits on", async () => {
    const code = await shownCode(await begin("claude"));
    const wrong = await runPiped(["auth", "login", "claude", "--code", "x#y"], ccm().env);
    expect(complaintOf(wrong)).toContain("wrong state");
    expect(ccm().storedLogins()).toEqual([]);
    expect((await runPiped(["auth", "login", "claude", "--code", code], ccm().env)).exitCode).toBe(0);
  });

  test("ChatGPT asks for nothing to be typed here: its device login is taken", async () => {
    const waiting = runPiped(["auth", "login", "chatgpt"], ccm().env);
    while (ccm().server.devices.logins.size === 0) await Bun.sleep(10);
    for (const { userCode } of ccm().server.devices.logins.values()) ccm().server.devices.approve(userCode);
    const run = await waiting;
    expect(run.exitCode).toBe(0);
    expect(ccm().storedLogins()).toEqual(["openai"]);
  });
});

test("a token file that is a symbolic link: one line before anything is asked", async () => {
  writeFileSync(join(ccm().home, "victim"), "{}");
  symlinkSync(join(ccm().home, "victim"), tokenFile());
  const run = await runPiped(["auth", "login", "claude"], ccm().env);
  expect(complaintOf(run)).toContain("is a symbolic link, which ccm does not follow");
  expect(readFileSync(join(ccm().home, "victim"), "utf8")).toBe("{}");
});
