import { describe, expect, test } from "bun:test";
import type { ToolCallDelta } from "../../../../../src/protocols/openai-chat/target/read-chunk.ts";
import {
  areWhole,
  sayToolCalls,
  type ToolCall,
  takeToolCalls,
} from "../../../../../src/protocols/openai-chat/target/tool-calls.ts";

type Chunk = readonly Partial<ToolCallDelta>[];

/** The calls that chunks of pieces amount to, in short: `id name json`. */
function take(...chunks: readonly Chunk[]): readonly ToolCall[] {
  return chunks.reduce<readonly ToolCall[]>((calls, chunk) => {
    const deltas = chunk.map((delta) => ({ index: undefined, id: "", name: "", json: "", ...delta }));
    return takeToolCalls(calls, deltas, (id, known) => id || `own_${known.length}`);
  }, []);
}

function gist(calls: readonly ToolCall[]): readonly string[] {
  return calls.map(({ id, name, json }) => `${id} ${name} ${json}`);
}

describe("a piece belongs to the call", () => {
  test("of its number, wherever it comes", () => {
    const first = [
      { index: 0, id: "a", name: "Read" },
      { index: 1, id: "b", name: "Run" },
    ];
    expect(
      gist(take(first, [{ index: 1, json: "{1" }], [{ index: 0, json: "{0" }], [{ index: 1, json: "}" }])),
    ).toEqual(["a Read {0", "b Run {1}"]);
  });

  test("of its id, when it has no number", () => {
    const first = [
      { id: "a", name: "Read" },
      { id: "b", name: "Run" },
    ];
    expect(gist(take(first, [{ id: "a", json: "{0" }], [{ id: "b", json: "{1" }]))).toEqual([
      "a Read {0",
      "b Run {1",
    ]);
  });

  test("at its place, when several come together without number and id", () => {
    const first = [{ name: "Read" }, { name: "Run" }];
    expect(gist(take(first, [{ json: "{0" }, { json: "{1" }], [{ json: "}" }, { json: "}" }]))).toEqual([
      "own_0 Read {0}",
      "own_1 Run {1}",
    ]);
  });

  test("that came last, when it bears no mark at all", () => {
    expect(gist(take([{ id: "a", name: "Read" }], [{ id: "b", name: "Run" }], [{ json: "{}" }]))).toEqual([
      "a Read ",
      "b Run {}",
    ]);
  });

  test("even when its host repeats id and name, or changes the id without a name", () => {
    const named = { index: 0, id: "a", name: "Read" };
    expect(gist(take([named], [{ ...named, json: "{" }], [{ index: 0, id: "zz", json: "}" }]))).toEqual([
      "a Read {}",
    ]);
    expect(gist(take([{ index: 0, name: "Read" }], [{ index: 0, name: "Read", json: "{}" }]))).toEqual([
      "own_0 Read {}",
    ]);
  });
});

describe("a piece begins another call", () => {
  test("by another id under the same number", () => {
    expect(
      gist(take([{ index: 0, id: "a", name: "Read" }], [{ index: 0, id: "b", name: "Read" }])),
    ).toHaveLength(2);
  });

  test("by another name, when there are no ids", () => {
    expect(gist(take([{ index: 0, name: "Read" }], [{ index: 0, name: "Run" }]))).toHaveLength(2);
  });

  test("by new arguments behind complete ones, when there are no ids", () => {
    const whole = { index: 0, name: "Read", json: "{}" };
    expect(gist(take([whole], [whole]))).toHaveLength(2);
    expect(gist(take([whole], [{ ...whole, json: "" }]))).toHaveLength(1);
  });

  test("by its name, when several come together", () => {
    expect(gist(take([{ name: "Read" }, { name: "Read" }]))).toHaveLength(2);
  });
});

describe("calls are said", () => {
  const two = take([
    { index: 0, id: "a", name: "Read", json: '{"x":' },
    { index: 1, id: "b", name: "Run", json: "{}" },
  ]);

  test("one at a time: the second waits until the first is whole", () => {
    const [said, ops] = sayToolCalls(two, false);
    expect(ops).toEqual([
      { op: "tool", id: "a", name: "Read" },
      { op: "json", json: '{"x":' },
    ]);
    const grown = takeToolCalls(said, [{ index: 0, id: "", name: "", json: "1}" }], (id) => id);
    expect(sayToolCalls(grown, false)[1]).toEqual([
      { op: "json", json: "1}" },
      { op: "tool", id: "b", name: "Run" },
      { op: "json", json: "{}" },
    ]);
  });

  test("all, when no more will come", () => {
    const [said, ops] = sayToolCalls(two, true);
    expect(ops.flatMap((op) => (op.op === "tool" ? [op.id] : []))).toEqual(["a", "b"]);
    expect(sayToolCalls(said, true)[1]).toEqual([]);
  });

  test("not before they have a name, and in words if they never get one", () => {
    const unnamed = take([{ index: 0, id: "a", json: "{}" }]);
    expect(sayToolCalls(unnamed, false)[1]).toEqual([]);
    expect(sayToolCalls(unnamed, true)[1]).toMatchObject([{ op: "text" }]);
  });
});

test("calls are whole when the arguments of each are complete, or none came", () => {
  expect(areWhole(take([{ name: "Read", json: "{}" }, { name: "Run" }]))).toBe(true);
  expect(areWhole(take([{ name: "Read", json: '{"a":' }]))).toBe(false);
  expect(areWhole(take([{ name: "Read", json: "[}" }]))).toBe(false);
});
