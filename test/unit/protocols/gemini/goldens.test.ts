import { join } from "node:path";
import { gemini } from "../../../../src/protocols/gemini/index.ts";
import { testAnswerGoldens, testRequestGoldens, testStreamGoldens } from "../../../support/golden.ts";

const fixtures = join(import.meta.dir, "../../../fixtures/gemini");

testStreamGoldens({
  protocol: gemini,
  folder: join(fixtures, "streams"),
  isTerminal: ({ data }) => /"(?:finishReason|blockReason)"/.test(data),
});
testAnswerGoldens({ protocol: gemini, folder: join(fixtures, "answers") });
testRequestGoldens({ protocol: gemini, folder: join(fixtures, "requests") });
