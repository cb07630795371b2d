import { createFlows } from "../../../src/auth/create-flows.ts";
import { createRefresher, type Refresher } from "../../../src/auth/refresh.ts";
import { openTokenStore, type TokenStore } from "../../../src/auth/store.ts";
import { guessVendor } from "../../../src/auth/vendor.ts";
import { createVendorHttp } from "../../../src/auth/vendor-http.ts";
import type { OAuthServer } from "./start-oauth-server.ts";
import { recordingLog } from "./temporary-home.ts";

/** A clock that stands still until a test moves it: wall clock and monotonic clock together. */
export class TestClock {
  #time = Date.now();
  readonly now = (): number => this.#time;
  readonly monotonic = (): number => this.#time;
  /** Moves on, in milliseconds. */
  advance(ms: number): void {
    this.#time += ms;
  }
}

/** A refresher over a store in `folder`, as one ccm process has it. */
export function openRefresher(
  server: Pick<OAuthServer, "environment">,
  folder: string,
  clock: TestClock,
): { readonly refresher: Refresher; readonly store: TokenStore; readonly lines: string[] } {
  const { log, lines } = recordingLog();
  const store = openTokenStore({ folder, log });
  const http = createVendorHttp({ userAgent: "ccm/test", timeLimitMs: 2000 });
  const flows = createFlows({
    http,
    overrides: {},
    environment: server.environment,
    clock: { now: clock.now, sleep: (ms) => Bun.sleep(ms) },
  });
  const flowOf = ({ login, vendor }: { login: string; vendor?: keyof typeof flows }) =>
    flows[vendor ?? guessVendor(login)];
  return { refresher: createRefresher({ store, flowOf, clock, log }), store, lines };
}
