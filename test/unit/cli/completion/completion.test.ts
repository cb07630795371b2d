import { describe, expect, test } from "bun:test";
import { Argument, Command, Option } from "commander";
import { describeProgram } from "../../../../src/cli/completion/describe-program.ts";
import { renderBash } from "../../../../src/cli/completion/render-bash.ts";
import { renderFish } from "../../../../src/cli/completion/render-fish.ts";
import { renderPowershell } from "../../../../src/cli/completion/render-powershell.ts";
import { renderZsh } from "../../../../src/cli/completion/render-zsh.ts";

const program = new Command("ccm");
program.command("start").description("the user's own: start").option("-p, --port <number>", "port");
const config = program.command("config").description("configure").option("-c, --config <path>", "file");
config.command("check").description("check it").option("--strict", "strictly");
program
  .command("usage")
  .addArgument(new Argument("[range]").choices(["hour", "week"]))
  .addOption(new Option("--by <what>", "group").choices(["model", "route"]));
const places = describeProgram(program);

describe("describeProgram", () => {
  test("lists every command with what may follow it", () => {
    expect(places.map(({ path }) => path).filter((path) => !path.endsWith("help"))).toEqual([
      "",
      "start",
      "config",
      "config check",
      "usage",
    ]);
    const words = places.find(({ path }) => path === "usage")?.words.map(({ word }) => word);
    expect(words).toEqual(["hour", "week"]);
  });
});

/** What bash offers for the last of these words. */
async function bashOffers(...words: string[]): Promise<string[]> {
  const line = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(ccm ${line}); COMP_CWORD=${words.length}; _ccm; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const child = Bun.spawn(["bash", "--norc", "-c", `${renderBash(places)}\n${ask}`], { stderr: "inherit" });
  return (await new Response(child.stdout).text()).split("\n").filter((word) => word !== "");
}

describe.if(Bun.which("bash") !== null)("bash", () => {
  test("offers the commands that begin with what is typed", async () => {
    expect(await bashOffers("st")).toEqual(["start"]);
  });

  test("offers what follows a command of a command, past an option and its value", async () => {
    expect(await bashOffers("config", "--config", "start", "")).toContain("check");
    expect(await bashOffers("config", "check", "--s")).toEqual(["--strict"]);
  });

  test("offers an option's values, and nothing of its own where any value may stand", async () => {
    expect(await bashOffers("usage", "--by", "")).toEqual(["model", "route"]);
    expect(await bashOffers("start", "--port", "")).toEqual([]);
  });

  test("offers the values of an argument", async () => {
    expect(await bashOffers("usage", "w")).toEqual(["week"]);
  });

  test("leaves what comes after -- to the shell", async () => {
    expect(await bashOffers("start", "--", "")).toEqual([]);
  });
});

async function syntaxProblems(command: readonly string[], script: string): Promise<string> {
  const child = Bun.spawn([...command], { stdin: Buffer.from(script), stdout: "ignore", stderr: "pipe" });
  const said = await new Response(child.stderr).text();
  return (await child.exited) === 0 ? "" : said;
}

describe.if(Bun.which("zsh") !== null)("zsh", () => {
  /** What the completion system of zsh would be given for the last of these words. */
  async function zshOffers(...words: string[]): Promise<string[]> {
    const line = words.map((word) => `'${word}'`).join(" ");
    const script = `
      compdef() {}
      compadd() { shift; print -l -- "$@" }
      _files() { print FILES }
      _describe() { print -l -- "\${(@P)4}" }
      ${renderZsh(places)}
      words=(ccm ${line}) CURRENT=${words.length + 1}
      _ccm`;
    const child = Bun.spawn(["zsh", "-f", "-c", script], { stderr: "inherit" });
    const lines = (await new Response(child.stdout).text()).trimEnd().split("\n");
    return lines.map((offered) => offered.split(":")[0] ?? "");
  }

  test("can read its script", async () => {
    expect(await syntaxProblems(["zsh", "-n"], renderZsh(places))).toBe("");
  });

  test("is offered commands, and what follows a command of a command, past an option and its value", async () => {
    expect(await zshOffers("")).toContainValues(["start", "config", "usage"]);
    expect(await zshOffers("config", "--config", "start", "")).toContain("check");
    expect(await zshOffers("config", "check", "")).toContain("--strict");
  });

  test("is offered an option's values, and files where any value may stand", async () => {
    expect(await zshOffers("usage", "--by", "")).toEqual(["model", "route"]);
    expect(await zshOffers("start", "--port", "")).toEqual(["FILES"]);
    expect(await zshOffers("start", "--", "")).toEqual(["FILES"]);
  });
});

test("zsh is given every word with its description, quotes and all", () => {
  expect(renderZsh(places)).toContain("'start:the user'\\''s own: start'");
  expect(renderZsh(places)).toContain("'usage:--by') compadd -- 'model' 'route'");
});

describe.if(Bun.which("fish") !== null)("fish", () => {
  async function fishOffers(line: string): Promise<string[]> {
    const script = `${renderFish(places)}\ncomplete -C '${line}'`;
    const child = Bun.spawn(["fish", "--no-config"], { stdin: Buffer.from(script), stderr: "inherit" });
    const lines = (await new Response(child.stdout).text()).split("\n");
    return lines.flatMap((offered) => (offered === "" ? [] : (offered.split("\t")[0] ?? [])));
  }

  test("offers commands, their commands, options and values", async () => {
    expect(await fishOffers("ccm st")).toEqual(["start"]);
    expect(await fishOffers("ccm config --config start ch")).toEqual(["check"]);
    expect(await fishOffers("ccm config check --s")).toEqual(["--strict"]);
    expect(await fishOffers("ccm usage --by ")).toEqual(["model", "route"]);
  });
});

test("PowerShell is given every place with its words, and every option with its values", () => {
  const script = renderPowershell(places);
  expect(script).toContain("'config check' = @('--strict'");
  expect(script).toContain("'usage:--by' = @('model', 'route')");
  expect(script).toContain("$valueFlags = @('-p', '--port', '-c', '--config', '--by')");
});
