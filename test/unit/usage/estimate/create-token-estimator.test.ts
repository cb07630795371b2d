import { describe, expect, test } from "bun:test";
import { createTokenEstimator } from "../../../../src/usage/estimate/create-token-estimator.ts";
import type { PromptSize } from "../../../../src/usage/estimate/measure-body.ts";

/** A vendor's tokenizer, as far as sizes go. */
function tokenizer(bytesPerTextToken: number, bytesPerToolToken: number): (size: PromptSize) => number {
  return ({ text, tools, media }) => Math.round(text / bytesPerTextToken + tools / bytesPerToolToken + media);
}

const sizeOf = (text: number, tools = 0, media = 0): PromptSize => ({ text, tools, media });
const off = (estimate: number, truth: number): number => Math.abs(estimate / truth - 1);

function estimatorAtRest() {
  let time = 0;
  return createTokenEstimator(() => {
    time += 60_000;
    return time;
  });
}

describe("the estimate of a prompt", () => {
  test.each([
    ["coarse", tokenizer(4.4, 4.6)],
    ["fine", tokenizer(2.6, 2.9)],
    ["one that splits tools finer than text", tokenizer(4.2, 3)],
    ["one for a language of wide letters", tokenizer(1.9, 4.4)],
  ])("is within 5 %% after one answer while the conversation grows: %s", (_name, count) => {
    const estimator = estimatorAtRest();
    let size = sizeOf(14_000, 60_000);
    for (let turn = 0; turn < 40; turn += 1) {
      estimator.learn("m", () => size, count(size));
      size = sizeOf(size.text + 900 + ((turn * 2_371) % 4_000), size.tools);
      expect(off(estimator.estimate("m", size), count(size))).toBeLessThan(0.05);
    }
  });

  test("learns from different prompts how text and tools differ", () => {
    const count = tokenizer(4.2, 3);
    const estimator = estimatorAtRest();
    for (let round = 0; round < 30; round += 1) {
      const size = round % 2 === 0 ? sizeOf(40_000 + round * 2_000, 60_000) : sizeOf(9_000 + round * 100);
      estimator.learn("m", () => size, count(size));
    }
    const toolsAlone = sizeOf(40, 20_000);
    expect(off(estimator.estimate("m", toolsAlone), count(toolsAlone))).toBeLessThan(0.05);
    const textAlone = sizeOf(30_000);
    expect(off(estimator.estimate("m", textAlone), count(textAlone))).toBeLessThan(0.05);
  });

  test("is a fair guess before anything is learnt, and each model's own afterwards", () => {
    const estimator = estimatorAtRest();
    expect(estimator.estimate("m", sizeOf(33_000))).toBe(10_000);
    estimator.learn("m", () => sizeOf(33_000), 20_000);
    expect(estimator.estimate("m", sizeOf(33_000))).toBe(20_000);
    expect(estimator.estimate("other", sizeOf(33_000))).toBe(10_000);
  });

  test("adds images as they were measured and does not learn from prompts that are mostly images", () => {
    const estimator = estimatorAtRest();
    expect(estimator.estimate("m", sizeOf(3_300, 0, 1_600))).toBe(2_600);
    estimator.learn("m", () => sizeOf(3_300, 0, 1_600), 2_900);
    expect(estimator.estimate("m", sizeOf(3_300))).toBe(1_000);
    estimator.learn("m", () => sizeOf(33_000, 0, 1_600), 11_600 + 2_000);
    expect(estimator.estimate("m", sizeOf(33_000, 0, 1_600))).toBe(13_600);
  });

  test("is not thrown off by a count that cannot be one", () => {
    const estimator = estimatorAtRest();
    for (const tokens of [0, -5, Number.NaN]) estimator.learn("m", () => sizeOf(33_000), tokens);
    expect(estimator.estimate("m", sizeOf(33_000))).toBe(10_000);
    estimator.learn("m", () => sizeOf(33_000), 10_000_000);
    expect(estimator.estimate("m", sizeOf(33_000))).toBe(35_000);
  });

  test("measures only now and then, however often it is offered an answer", () => {
    let time = 0;
    let measured = 0;
    const estimator = createTokenEstimator(() => time);
    const measure = (): PromptSize => {
      measured += 1;
      return sizeOf(33_000);
    };
    for (let answer = 0; answer < 100; answer += 1) {
      estimator.learn("m", measure, 10_000);
      time += 100;
    }
    expect(measured).toBe(2);
  });

  test("remembers the models used last, two hundred of them", () => {
    const estimator = estimatorAtRest();
    for (let index = 0; index <= 200; index += 1) estimator.learn(`m${index}`, () => sizeOf(33_000), 20_000);
    expect(estimator.estimate("m0", sizeOf(33_000))).toBe(10_000);
    expect(estimator.estimate("m1", sizeOf(33_000))).toBe(20_000);
    expect(estimator.estimate("m200", sizeOf(33_000))).toBe(20_000);
  });
});
