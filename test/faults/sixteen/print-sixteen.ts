import { type ClientApiId, clientApis } from "../../support/client/client-api.ts";
import type { SixteenResult } from "./run-sixteen.ts";

/** The scorecard of the sixteen over one client API. */
export function tableOfSixteen(api: ClientApiId, results: readonly SixteenResult[]): string {
  const rows = results.map(({ fault, score, problems, calls, durationMs }) =>
    [
      score.padEnd(5),
      fault.name.padEnd(26),
      `calls ${calls.join("+")}`.padEnd(12),
      `${Math.round(durationMs)} ms`.padStart(9),
      ` ${problems.join("; ") || fault.about}`,
    ].join(" "),
  );
  const count = (score: SixteenResult["score"]): number =>
    results.filter((result) => result.score === score).length;
  const counts = `${count("pass")} pass, ${count("safe")} safe, ${count("fail")} fail of ${results.length}`;
  return [`${clientApis[api].path}`, ...rows, `sixteen over ${clientApis[api].path}: ${counts}`, ""].join(
    "\n",
  );
}
