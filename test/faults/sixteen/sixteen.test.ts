import { describe, expect, test } from "bun:test";
import { runSixteen } from "./run-sixteen.ts";

const [messages, chat] = await Promise.all([runSixteen({ api: "messages" }), runSixteen({ api: "chat" })]);

for (const [api, results] of Object.entries({ messages, chat })) {
  describe(`the classic sixteen over ${api}`, () => {
    for (const { fault, score, problems } of results) {
      test(`${fault.name}: ${fault.about}`, () => {
        expect({ score, problems }).toEqual({ score: "pass", problems: [] });
      });
    }
  });
}
