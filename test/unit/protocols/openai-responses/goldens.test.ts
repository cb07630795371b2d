import { describe } from "bun:test";
import { join } from "node:path";
import { openaiResponses } from "../../../../src/protocols/openai-responses/index.ts";
import { testAnswerGoldens, testRequestGoldens, testStreamGoldens } from "../../../support/golden.ts";

const fixtures = join(import.meta.dir, "../../../fixtures/openai-responses");

describe("a Responses stream", () => {
  testStreamGoldens({
    protocol: openaiResponses,
    folder: join(fixtures, "stream"),
    isTerminal: ({ data }) => /"type":"response\.(?:completed|incomplete)"/.test(data),
  });
});

describe("a Responses answer without a stream", () => {
  testAnswerGoldens({ protocol: openaiResponses, folder: join(fixtures, "answer") });
});

describe("a request to a Responses API", () => {
  testRequestGoldens({ protocol: openaiResponses, folder: join(fixtures, "request") });
});
