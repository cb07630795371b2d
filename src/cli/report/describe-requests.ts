import type { Config } from "../../config/config.ts";
import { UserError } from "../../errors.ts";
import type { RequestFilter } from "../../usage/queries/request-filter.ts";
import { openLedger } from "../open-ledger.ts";
import { explainRequest } from "../requests/explain-request.ts";
import type { Section } from "./section.ts";

/** How many of each kind are told. */
const counts = { failed: 10, failover: 5 } as const;

/** The latest requests that failed or went on to another provider: routes, attempts, times and sizes, no prompts. */
export function describeRequests(ledgerPath: string, config: Config | undefined): Section {
  const title = (many: string): string => `requests that failed or moved on, without prompts: ${many}`;
  try {
    const reader = openLedger(ledgerPath, config);
    try {
      const found = (["failed", "failover"] as const).flatMap((outcome) => {
        const filter: RequestFilter = { outcome };
        return reader.list(filter, counts[outcome]).requests.flatMap(({ id }) => reader.request(id) ?? []);
      });
      const text = found.map(({ bodies: _bodies, ...request }) => explainRequest(request)).join("\n\n");
      return { title: title(found.length === 0 ? "none" : String(found.length)), text };
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof UserError) return { title: title("none"), text: error.message };
    throw error;
  }
}
