import { deepEqual, equal, match, ok } from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { sendRequest } from "../support/client/send-request.ts";
import { type RunningContainer, secretKey } from "./start-container.ts";

/** Something that must hold of ccm in its container. */
interface ContainerCheck {
  readonly name: string;
  readonly run: (container: RunningContainer) => Promise<void>;
}

const data = "/home/ccm/.claude-code-mux";
const maskedConfig = "/api/config/json";

function ask({ url }: RunningContainer, model: string, stream: boolean) {
  return sendRequest({
    url: `${url}/v1/messages`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model, stream, max_tokens: 100, messages: [{ role: "user", content: "hello" }] }),
  });
}

async function readInside({ exec }: RunningContainer, path: string): Promise<string | undefined> {
  const { code, out } = await exec("wget", "-qO-", `http://127.0.0.1:13456${path}`);
  return code === 0 ? out : undefined;
}

async function isWritable({ exec }: RunningContainer, folder: string): Promise<boolean> {
  return (await exec("sh", "-c", `touch ${folder}/probe && rm ${folder}/probe`)).code === 0;
}

/** In this order: the last ones stop the container and put another in its place. */
export const containerChecks: readonly ContainerCheck[] = [
  {
    name: "the program names its version and commit",
    run: async ({ exec }) =>
      match((await exec("ccm", "--version")).out, /^ccm \d+\.\d+\.\d+ \(0123456, bun /),
  },
  {
    name: "ccm is the first process, as user 1000, without any right",
    run: async ({ exec }) => {
      equal((await exec("cat", "/proc/1/comm")).out, "ccm");
      const status = (await exec("cat", "/proc/1/status")).out;
      match(status, /^Uid:\t1000\t1000\t1000\t1000$/m);
      match(status, /^Gid:\t1000\t1000\t1000\t1000$/m);
      for (const set of ["CapPrm", "CapEff", "CapBnd"]) match(status, new RegExp(`^${set}:\\t0+$`, "m"));
      match(status, /^NoNewPrivs:\t1$/m);
    },
  },
  {
    name: "its data is for ccm alone",
    run: async ({ exec }) => {
      equal((await exec("stat", "-c", "%a %U %G", data)).out, "700 ccm ccm");
      const modes = (await exec("sh", "-c", `stat -c %a ${data}/*`)).out.split("\n");
      deepEqual([...new Set(modes)], ["600"]);
    },
  },
  {
    name: "it can write its data, its config and /tmp, and nothing else",
    run: async (container) => {
      for (const folder of [data, "/config", "/tmp"]) ok(await isWritable(container, folder), folder);
      for (const folder of ["/", "/home/ccm", "/usr/local/bin", "/etc"]) {
        ok(!(await isWritable(container, folder)), folder);
      }
    },
  },
  {
    name: "the config is read from inside, its secrets masked, and nothing else of the admin side",
    run: async (container) => {
      const text = (await readInside(container, maskedConfig)) ?? "";
      match(text, /"name":"zai-coding-plan".*"api_key":"\$ZAI_API_KEY"/);
      ok(!text.includes(secretKey));
      equal(await readInside(container, "/api/status"), undefined);
    },
  },
  {
    name: "through the published port the admin side asks for its token",
    run: async ({ url }) => {
      equal((await sendRequest({ url: `${url}${maskedConfig}` }).response).status, 401);
    },
  },
  {
    name: "through the published port clients get their answer",
    run: async (container) => {
      const { status, text } = await ask(container, "demo-echo", false).response;
      equal(status, 200);
      match(text, /ccm works/);
    },
  },
  {
    name: "a config that is changed outside is taken without a restart",
    run: async (container) => {
      await appendFile(container.configFile, '\n[[providers]]\nname = "added"\nprovider_type = "demo"\n');
      const deadline = performance.now() + 10_000;
      while (!(await readInside(container, maskedConfig))?.includes('"added"')) {
        ok(performance.now() < deadline, "not taken after 10 s");
        await Bun.sleep(100);
      }
    },
  },
  {
    name: "told to stop, it lets a live stream end and exits with 0",
    run: async (container) => {
      const { engine, name, graceSeconds } = container;
      const stream = ask(container, "demo-slow", true);
      await stream.sees("content_block_delta");
      const [stopped, { text, ended }] = await Promise.all([
        engine.run("stop", "-t", String(graceSeconds), name),
        stream.response,
      ]);
      equal(stopped.code, 0);
      equal(ended, "whole");
      match(text, /event: message_stop\n/);
      equal(await engine.must("inspect", "--format", "{{.State.ExitCode}}", name), "0");
    },
  },
  {
    name: "a container in its place still knows what was asked before",
    run: async (container) => {
      await container.replace();
      match((await container.exec("ccm", "usage", "--json")).out, /"requests":\s*2\b/);
    },
  },
];
