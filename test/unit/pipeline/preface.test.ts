import { expect, test } from "bun:test";
import { createPreface } from "../../../src/pipeline/preface.ts";

/** Whether a promise has settled by the next turn of the loop. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  await Bun.sleep(0);
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

test("what is said waits for the client, so that one that does not read holds up the upstream", async () => {
  const preface = createPreface(new AbortController().signal);
  const said = preface.say("thought");
  expect(await isSettled(said)).toBe(false);
  expect(preface.take()).toBe("thought");
  expect(await isSettled(said)).toBe(true);
  expect(preface.take()).toBeUndefined();
});

test("a client that waits is told when there is something to take", async () => {
  const preface = createPreface(new AbortController().signal);
  const waiting = preface.said();
  expect(await isSettled(waiting)).toBe(false);
  void preface.say("one");
  expect(await isSettled(waiting)).toBe(true);
  preface.take();
  expect(await isSettled(preface.said())).toBe(false);
});

test("nobody waits for a client that has left", async () => {
  const client = new AbortController();
  const preface = createPreface(client.signal);
  const said = preface.say("thought");
  client.abort();
  expect(await isSettled(said)).toBe(true);
  expect(await isSettled(preface.say("more"))).toBe(true);
});
