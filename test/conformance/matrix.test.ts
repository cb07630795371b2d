import { describe, expect, test } from "bun:test";
import { cellsWith, runMatrix } from "./run-matrix.ts";

const results = await runMatrix(cellsWith(""));

for (const [name, cells] of Map.groupBy(results, ({ scenario }) => scenario.name)) {
  describe(`official clients accept: ${name}`, () => {
    for (const { api, wire, mode, problem } of cells) {
      test(`${api} over ${wire}, ${mode}`, () => {
        expect(problem).toBeUndefined();
      });
    }
  });
}
