import { join } from "node:path";
import { openaiChat } from "../../../../src/protocols/openai-chat/index.ts";
import { testAnswerGoldens, testRequestGoldens, testStreamGoldens } from "../../../support/golden.ts";

const fixtures = join(import.meta.dir, "../../../fixtures/openai-chat");

testStreamGoldens({
  protocol: openaiChat,
  folder: join(fixtures, "streams"),
  isTerminal: ({ data }) => data === "[DONE]" || /"finish_reason":"/.test(data),
});
testAnswerGoldens({ protocol: openaiChat, folder: join(fixtures, "answers") });
testRequestGoldens({ protocol: openaiChat, folder: join(fixtures, "requests") });
