import { type FailureAction, type FailureCooldown, failures } from "../../src/errors.ts";

const actions: Readonly<Record<FailureAction, string>> = {
  return: "returned at once",
  next: "next target",
  next_if_larger: "next target with a larger context window",
  refresh: "login refreshed once, then next target",
};

const cooldowns: Readonly<Record<FailureCooldown, string>> = {
  none: "none",
  credential: "the credential: 30 min, or until it changes",
  model: "the model: until the config changes, 12 h at most",
  stated: "until the stated reset; without one 1 s doubling to 30 min",
  breaker: "after three in a row: 5 s doubling to 5 min",
};

/** What follows from each way in which a provider's call can fail. */
export function renderFailures(): string {
  const rows = Object.entries(failures).map(
    ([kind, { status, type, action, cooldown, retryable }]) =>
      `| \`${kind}\` | ${status} \`${type}\` | ${actions[action]} | ${cooldowns[cooldown]} | ${retryable ? "yes" : "no"} |`,
  );
  return [
    "| kind | the client gets | what ccm does | rest | ask again |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
