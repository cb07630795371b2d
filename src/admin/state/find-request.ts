import type { RequestDetail } from "../../usage/queries/request-rows.ts";
import type { AdminDependencies } from "../dependencies.ts";
import { askLedger } from "./ask-ledger.ts";

/** The record of a request that ended; `undefined` where there is none, or the ledger cannot tell. */
export function findRequest(deps: AdminDependencies, id: string | undefined): RequestDetail | undefined {
  if (id === undefined) return undefined;
  const found = askLedger(deps, (reader) => reader.request(id));
  return "answer" in found ? found.answer : undefined;
}
