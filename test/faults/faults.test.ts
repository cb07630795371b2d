import { describe, expect, test } from "bun:test";
import { wireIds } from "../support/wire/wires.ts";
import { planCases } from "./plan-cases.ts";
import { runSuite } from "./run-suite.ts";
import { allFaults } from "./table/all-faults.ts";

/*
 * The bounded run of the fault table: every fault in every mode, with one and with three targets, over wires and client
 * APIs in turn. `bun run faults` plays all combinations.
 */

const cases = planCases({
  faults: allFaults,
  apis: ["messages", "chat", "responses"],
  wires: wireIds,
  breadth: "diagonal",
});
const { results } = await runSuite(cases);
const byFault = Map.groupBy(results, ({ one }) => one.fault.name);

describe("a client is told the truth when the first target fails by", () => {
  for (const [name, members] of byFault) {
    test(name, () => {
      for (const { one, problems, outcome } of members)
        expect({ id: one.id, problems, outcome }).toEqual({ id: one.id, problems: [], outcome });
    });
  }
});
