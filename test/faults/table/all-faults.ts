import type { Fault } from "../fault.ts";
import { cutFaults } from "./cut-faults.ts";
import { reachingFaults } from "./reaching-faults.ts";
import { statusFaults } from "./status-faults.ts";
import { streamFaults } from "./stream-faults.ts";

/** Every way to fail that can be played on one machine. */
export const allFaults: readonly Fault[] = [
  ...reachingFaults,
  ...statusFaults,
  ...streamFaults,
  ...cutFaults,
];
