import { expect, test } from "bun:test";
import { createLog } from "../../src/log.ts";

function linesOf(format: "pretty" | "json", color: boolean): string[] {
  const lines: string[] = [];
  const log = createLog({ level: "info", format, color, write: (line) => lines.push(line) });
  log.warn("odd", { name: "a\u001b[2Jb\nforged" });
  log.info("request", { id: "req_1" }, () => "told\u001b[2J shortly");
  log.error("broken");
  log.debug("unheard");
  return lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
}

test("pretty lines are for a person, and what they hold cannot drive the terminal", () => {
  expect(linesOf("pretty", false)).toEqual([
    "warn  odd name=a\ufffd[2Jb\ufffdforged",
    "info  told\ufffd[2J shortly",
    "error broken",
  ]);
});

test("levels that want a look are painted, and nothing else", () => {
  expect(linesOf("pretty", true)).toEqual([
    "\u001b[33mwarn \u001b[39m odd name=a\ufffd[2Jb\ufffdforged",
    "info  told\ufffd[2J shortly",
    "\u001b[31merror\u001b[39m broken",
  ]);
});

test("JSON lines are for a machine: facts alone, never painted", () => {
  expect(linesOf("json", true).map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", message: "odd", name: "a\ufffd[2Jb\ufffdforged" },
    { level: "info", message: "request", id: "req_1" },
    { level: "error", message: "broken" },
  ]);
});
