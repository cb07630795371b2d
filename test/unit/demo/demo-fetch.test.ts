import { expect, test } from "bun:test";
import { withDemo } from "../../../src/demo/demo-fetch.ts";

const offline = withDemo(
  () => Promise.reject(new Error("the demo reached for the network")),
  (prefix) => `${prefix}1`,
);

async function answerTo(messages: unknown): Promise<string> {
  const response = await offline({
    url: "demo://local/v1/messages",
    method: "POST",
    headers: {},
    body: JSON.stringify({ model: "echo", max_tokens: 100, messages }),
    controller: new AbortController(),
    connectTimeoutMs: 1000,
  });
  return response.text();
}

test("the demo repeats what the person wrote, not what the client wrote around it", async () => {
  const reminder = { type: "text", text: "<system-reminder>\nToday is Monday.\n</system-reminder>" };
  const said = { type: "text", text: "say hi" };
  for (const content of [
    [said, reminder],
    [reminder, said],
  ]) {
    expect(await answerTo([{ role: "user", content }])).toContain('it read: \\"say hi\\".');
  }
  const inParts = [
    { role: "user", content: "say hi" },
    { role: "user", content: [reminder] },
  ];
  expect(await answerTo(inParts)).toContain('it read: \\"say hi\\".');
});
