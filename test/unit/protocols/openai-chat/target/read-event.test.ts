import { expect, test } from "bun:test";
import { readChatEvent } from "../../../../../src/protocols/openai-chat/target/read-event.ts";

function read(data: string, event = "") {
  return readChatEvent({ event, data });
}

test("an event without data says nothing, [DONE] says that all was said", () => {
  expect(read("")).toBeUndefined();
  expect(read(" \n")).toBeUndefined();
  expect(read(" [DONE]\n")).toBe("done");
});

test("an event named error is a failure, whatever it holds", () => {
  expect(read('{"reason":"gone"}', "error")).toMatchObject({ type: "failure", body: { reason: "gone" } });
});

test("a chunk that is not JSON, or no object, is a failure and never passed over", () => {
  for (const data of ['{"choices":[', "<html>", "null", "1"])
    expect(read(data)).toMatchObject({ type: "failure", kind: "bad_response" });
});
