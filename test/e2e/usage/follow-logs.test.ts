import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "../../../src/log.ts";
import { countRequest } from "../../../src/usage/count-request.ts";
import { openLedger } from "../../../src/usage/ledger/open-ledger.ts";
import { makeRecord } from "../../unit/usage/make-record.ts";

const home = mkdtempSync(join(tmpdir(), "ccm-follow-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const quietLog = createLog({ level: "error", format: "json", write: () => undefined });
const main = join(import.meta.dir, "../../../src/main.ts");

test("ccm logs -f shows requests of a running daemon as they finish, each once", async () => {
  const ledger = openLedger(join(home, "usage.sqlite"), { log: quietLog });
  const finish = (id: string): void => {
    ledger.take(countRequest(makeRecord({ id, startedAt: Date.now() })));
    ledger.flush();
  };
  finish("req_before");
  const child = Bun.spawn([process.execPath, main, "logs", "-f", "--json"], {
    env: { ...process.env, CCM_HOME: home },
    stdout: "pipe",
    stderr: "inherit",
  });
  const ids: string[] = [];
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      ids.push(JSON.parse(line).id);
      if (ids.length === 1) for (const id of ["req_a", "req_b"]) finish(id);
      if (ids.length === 3) finish("req_c");
    }
    if (ids.length >= 4) break;
  }
  child.kill();
  await child.exited;
  ledger.close();
  expect(ids).toEqual(["req_before", "req_a", "req_b", "req_c"]);
}, 20_000);

test("ccm logs -f waits for a ledger that is not there yet, and shows the first request", async () => {
  const fresh = join(home, "fresh");
  mkdirSync(fresh);
  const child = Bun.spawn([process.execPath, main, "logs", "-f", "--json"], {
    env: { ...process.env, CCM_HOME: fresh },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said, printed] = [child.stderr.getReader(), child.stdout.getReader()];
  const read = async (reader: typeof said): Promise<string> =>
    new TextDecoder().decode((await reader.read()).value);
  expect(await read(said)).toBe(
    `there is no usage ledger at ${join(fresh, "usage.sqlite")} yet: waiting for the first request\n`,
  );
  const ledger = openLedger(join(fresh, "usage.sqlite"), { log: quietLog });
  ledger.take(countRequest(makeRecord({ id: "req_first", startedAt: Date.now() })));
  ledger.flush();
  expect(JSON.parse(await read(printed)).id).toBe("req_first");
  child.kill();
  await child.exited;
  ledger.close();
}, 20_000);

test("ccm logs -f ends when nobody reads it any more", async () => {
  const ledger = openLedger(join(home, "usage.sqlite"), { log: quietLog });
  const finish = (): void => {
    ledger.take(countRequest(makeRecord({ id: crypto.randomUUID(), startedAt: Date.now() })));
    ledger.flush();
  };
  finish();
  const child = Bun.spawn(["sh", "-c", `'${process.execPath}' '${main}' logs -f --json | head -1`], {
    env: { ...process.env, CCM_HOME: home },
    stdout: "pipe",
    stderr: "pipe",
  });
  const more = setInterval(finish, 100);
  expect(await child.exited).toBe(0);
  clearInterval(more);
  ledger.close();
  expect(await new Response(child.stderr).text()).toBe("");
}, 20_000);
