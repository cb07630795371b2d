/*
 * Records requests as fast as it can until it is killed, and says each one's number on stdout before it hands it to
 * the ledger. Started by kill-while-writing.test.ts.
 */
import { createLog } from "../../../src/log.ts";
import { countRequest } from "../../../src/usage/count-request.ts";
import { openLedger } from "../../../src/usage/ledger/open-ledger.ts";
import { makeRecord } from "../../unit/usage/make-record.ts";

const [path = "", first = "0"] = process.argv.slice(2);
const log = createLog({ level: "error", format: "json", write: () => undefined });
const ledger = openLedger(path, { log, flushMs: 20 });

let number = Number(first);
setInterval(() => {
  const numbers = Array.from({ length: 40 }, () => number++);
  process.stdout.write(`${Date.now()} ${numbers.at(-1)}\n`);
  for (const each of numbers)
    ledger.take(countRequest(makeRecord({ id: `req_${each}`, startedAt: Date.now() })));
}, 2);
