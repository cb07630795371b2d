import { describe, expect, test } from "bun:test";
import { createAccountFacts } from "../../../src/auth/account-facts.ts";
import { readLimits } from "../../../src/auth/read-limits.ts";

const now = 1_800_000_000_000;
const read = (headers: Record<string, string>) => readLimits(new Headers(headers), now);

describe("readLimits", () => {
  test("reads Anthropic's windows, shares and resets", () => {
    expect(
      read({
        "anthropic-ratelimit-unified-status": "allowed_warning",
        "anthropic-ratelimit-unified-reset": "1800003600",
        "anthropic-ratelimit-unified-representative-claim": "five_hour",
        "anthropic-ratelimit-unified-5h-status": "allowed_warning",
        "anthropic-ratelimit-unified-5h-utilization": "0.83",
        "anthropic-ratelimit-unified-5h-reset": "1800003600",
        "anthropic-ratelimit-unified-7d_oi-utilization": "0.1",
        "anthropic-ratelimit-unified-7d_oi-reset": "2027-01-15T09:00:00Z",
      }),
    ).toEqual({
      status: "allowed_warning",
      decisive: "five_hour",
      windows: [
        { name: "5h", status: "allowed_warning", usedPercent: 83, resetAt: 1_800_003_600_000 },
        { name: "7d_oi", usedPercent: 10, resetAt: Date.UTC(2027, 0, 15, 9) },
      ],
    });
  });

  test("reads OpenAI's windows of every family, and credits", () => {
    expect(
      read({
        "x-codex-primary-used-percent": "42.5",
        "x-codex-primary-window-minutes": "300",
        "x-codex-primary-reset-at": "1800007200",
        "x-codex-secondary-used-percent": "7",
        "x-codex-secondary-reset-after-seconds": "60",
        "x-codex-spark-primary-used-percent": "1",
        "x-codex-credits-balance": "12.50",
      }),
    ).toEqual({
      credits: "12.50",
      windows: [
        { name: "codex primary", usedPercent: 42.5, minutes: 300, resetAt: 1_800_007_200_000 },
        { name: "codex secondary", usedPercent: 7, resetAt: now + 60_000 },
        { name: "codex-spark primary", usedPercent: 1 },
      ],
    });
  });

  test("has nothing to say of answers without limits, and of limits that are no numbers", () => {
    expect(
      read({ "content-type": "text/event-stream", "anthropic-ratelimit-requests-limit": "50" }),
    ).toBeUndefined();
    expect(read({ "x-codex-primary-used-percent": "n/a", "x-codex-primary-reset-at": "-1" })).toBeUndefined();
    expect(read({ "anthropic-ratelimit-unified-overage-status": "rejected" })).toBeUndefined();
  });
});

describe("account facts", () => {
  test("remember the last that was told, by credential", () => {
    const facts = createAccountFacts(() => now);
    facts.note("anthropic@login", new Headers({ "anthropic-ratelimit-unified-5h-utilization": "0.5" }));
    facts.note("anthropic@login", new Headers({ "content-type": "application/json" }));
    expect(facts.limitsOf("anthropic@login")).toEqual({
      toldAt: now,
      windows: [{ name: "5h", usedPercent: 50 }],
    });
    expect(facts.limitsOf("openai@login")).toBeUndefined();
  });
});
