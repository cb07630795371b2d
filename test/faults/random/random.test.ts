import { expect, test } from "bun:test";
import { runRandom } from "./run-random.ts";

test("of 600 answers cut at random, each reaches the client as a whole or as an error", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const failures = await runRandom(600, seed);
  // `bun run faults --random 600 --seed <seed>` plays the same again.
  expect({ seed, failures }).toEqual({ seed, failures: [] });
}, 60_000);
