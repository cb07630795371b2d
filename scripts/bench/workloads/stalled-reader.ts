import { connect } from "node:net";
import { makeMessagesBody } from "../make-body.ts";
import { memoryOf } from "../process/read-process.ts";
import { type Bench, below, type Finding, type Workload } from "../report.ts";
import { modelName, startArms } from "../start-arms.ts";

/** Asks for 400 MB, reads the first bytes, and then reads no more. Gives what the proxy's memory grew by. */
async function growthUnder(url: string, pid: number, body: Uint8Array): Promise<number> {
  const { hostname, port, pathname, host } = new URL(url);
  const before = memoryOf(pid).rss;
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nx-api-key: any\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  socket.write(body);
  await new Promise<void>((resolve) => socket.once("data", () => resolve()));
  socket.pause();
  await Bun.sleep(4000);
  const after = memoryOf(pid).rss;
  socket.destroy();
  return after - before;
}

async function run(bench: Bench): Promise<Finding[]> {
  const arms = await startArms(bench);
  try {
    const findings: Finding[] = [];
    for (const wire of ["anthropic", "openai-chat"] as const) {
      const body = makeMessagesBody(2000, { model: modelName(wire, "flood-400"), stream: true });
      const path = `/${wire}/flood-400/v1/${wire === "anthropic" ? "messages" : "chat/completions"}`;
      const bare = await growthUnder(arms.passThrough.url + path, arms.passThrough.pid, body);
      const ccm = await growthUnder(`${arms.ccm.url}/v1/messages`, arms.ccm.pid, body);
      findings.push({
        id: "stall",
        what: `reader stalls, 400 MB from ${wire}: memory grows`,
        passThrough: `${bare.toFixed(1)} MB`,
        ccm: `${ccm.toFixed(1)} MB`,
        goal: below(ccm, 20, " MB"),
      });
    }
    return findings;
  } finally {
    await arms.stop();
  }
}

export const stalledReader: Workload = { id: "stall", title: "a reader that stalls", run };
