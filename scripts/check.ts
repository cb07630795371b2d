/*
 * Everything that must hold before a change goes in, cheapest first; stops at the first step that fails.
 *
 *   bun run check
 */

import { resolve } from "node:path";

const root = resolve(import.meta.dir, "..");

const steps = [
  { name: "format and lint", command: ["x", "--no-install", "biome", "check", "."] },
  { name: "types", command: ["x", "--no-install", "tsc", "--noEmit", "-p", "."] },
  { name: "unused code", command: ["x", "--no-install", "knip", "--no-progress"] },
  { name: "generated docs", command: ["scripts/docs.ts", "--check"] },
  { name: "build", command: ["scripts/build.ts"] },
] as const;

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Runs a step quietly; its output is shown only when it fails. */
async function runStep(step: (typeof steps)[number]): Promise<boolean> {
  const started = performance.now();
  const child = Bun.spawn([process.execPath, ...step.command], { cwd: root, stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${step.name} (${seconds(started)})`);
  if (code !== 0) console.log(`\n${out}${err}`);
  return code === 0;
}

/** Sums up the closing lines of `bun test` (` 12 pass`, ` 0 fail`). */
function countTests(output: string): Outcome {
  const count = (word: string) => Number(new RegExp(`^ *(\\d+) ${word}$`, "m").exec(output)?.[1] ?? 0);
  return { passed: count("pass"), failed: count("fail") };
}

/** Runs the tests, their output passed on as it comes. */
async function runTests(): Promise<Outcome> {
  const started = performance.now();
  const child = Bun.spawn([process.execPath, "run", "test"], {
    cwd: root,
    stdout: "inherit",
    stderr: "pipe",
  });
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stderr) {
    process.stderr.write(chunk);
    output += decoder.decode(chunk, { stream: true });
  }
  const code = await child.exited;
  const { passed, failed } = countTests(output);
  console.log(`${code === 0 ? "ok    " : "FAILED"} tests (${seconds(started)})`);
  // A crash fails no single test; it must not look like success.
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

async function check(): Promise<Outcome> {
  let passed = 0;
  for (const step of steps) {
    if (!(await runStep(step))) return { passed, failed: 1 };
    passed += 1;
  }
  const tests = await runTests();
  return { passed: passed + tests.passed, failed: tests.failed };
}

const outcome = await check();
console.log(`\n${outcome.passed} passed, ${outcome.failed} failed`);
process.exitCode = outcome.failed === 0 ? 0 : 1;
