import { expect, test } from "bun:test";
import { processStart } from "../../../src/daemon/process-start.ts";

test("is the same text for a process as long as it lives, and another one's differs", async () => {
  const own = processStart(process.pid);
  expect(own).toBeString();
  expect(processStart(process.pid)).toBe(own);

  const child = Bun.spawn(["sleep", "999"]);
  try {
    expect(processStart(child.pid)).toBeString();
    expect(processStart(child.pid)).not.toBe(own);
  } finally {
    child.kill();
    await child.exited;
  }
});

test("is unknown for a process that has ended", async () => {
  const child = Bun.spawn(["true"]);
  await child.exited;
  expect(processStart(child.pid)).toBeUndefined();
});

test.if(process.platform === "linux")("is unknown for a zombie, which nothing can end any more", async () => {
  // The shell becomes `sleep` and so never collects its child, which ends after that.
  const parent = Bun.spawn(["sh", "-c", "sleep 0.05 & echo $!; exec sleep 999"], { stdout: "pipe" });
  try {
    const { value } = await parent.stdout.getReader().read();
    const zombie = Number(new TextDecoder().decode(value));
    const deadline = performance.now() + 4000;
    while (processStart(zombie) !== undefined && performance.now() < deadline) await Bun.sleep(5);
    expect(processStart(zombie)).toBeUndefined();
    process.kill(zombie, 0); // throws when there is no such process: then this test has shown nothing
  } finally {
    parent.kill();
    await parent.exited;
  }
});
