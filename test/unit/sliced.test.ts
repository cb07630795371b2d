import { expect, test } from "bun:test";
import { atOnce, inSlices, type Sliced } from "../../src/sliced.ts";

function* countTo(end: number): Sliced<number> {
  let count = 0;
  for (; count < end; count++) yield;
  return count;
}

test("Both ways of doing the work give its result", async () => {
  expect(atOnce(countTo(1000))).toBe(1000);
  expect(await inSlices(countTo(1000))).toBe(1000);
});

test("Others have their turn while long work is done in slices", async () => {
  let turns = 0;
  const other = setInterval(() => turns++, 0);
  function* untilOthersHadTheirTurn(): Sliced<string> {
    while (turns < 3) yield;
    return "done";
  }
  expect(await inSlices(untilOthersHadTheirTurn())).toBe("done");
  clearInterval(other);
});

test("What the work throws is thrown", () => {
  function* failing(): Sliced<never> {
    yield;
    throw new Error("broken");
  }
  expect(() => atOnce(failing())).toThrow("broken");
  expect(inSlices(failing())).rejects.toThrow("broken");
});
