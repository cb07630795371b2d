import { describe, expect, test } from "bun:test";
import { type Cooldown, type CooldownSubject, createCooldowns } from "../../../src/chain/cooldown.ts";
import type { FailureKind, UpstreamFailure } from "../../../src/errors.ts";

const start = 1_800_000_000_000;

function setUp(saved: readonly Cooldown[] = []) {
  const clock = { now: start };
  const storage = { stored: saved as readonly Cooldown[] };
  const cooldowns = createCooldowns({
    now: () => clock.now,
    storage: {
      load: () => saved,
      save: (next) => {
        storage.stored = next;
      },
    },
  });
  return { clock, storage, cooldowns };
}

const subject: CooldownSubject = { provider: "p", credential: "p", model: "m", version: "v1" };
const otherModel: CooldownSubject = { ...subject, model: "n" };
const failure = (kind: FailureKind, more: Partial<UpstreamFailure> = {}): UpstreamFailure => ({
  kind,
  message: kind,
  ...more,
});
const admits = (cooldowns: ReturnType<typeof createCooldowns>, of: CooldownSubject): boolean =>
  cooldowns.admit(of).admitted;

describe("a cooldown", () => {
  test("lasts exactly until the stated reset, for the model alone", () => {
    const { clock, cooldowns } = setUp();
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 5 * 3600_000 }));
    expect(admits(cooldowns, otherModel)).toBe(true);
    clock.now = start + 5 * 3600_000 - 1;
    expect(admits(cooldowns, subject)).toBe(false);
    clock.now += 1;
    expect(admits(cooldowns, subject)).toBe(true);
  });

  test("of the whole account covers every model", () => {
    const { cooldowns } = setUp();
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000, credentialWide: true }));
    expect(admits(cooldowns, otherModel)).toBe(false);
    expect(admits(cooldowns, { ...otherModel, credential: "p#2" })).toBe(true);
  });

  test("is never shortened by a later, lesser failure", () => {
    const { cooldowns } = setUp();
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 3600_000 }));
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    cooldowns.failed(subject, failure("rate_limit"));
    expect(cooldowns.list().map(({ until }) => until)).toEqual([start + 3600_000]);
  });

  test("is not cleared by the success of a call that began before it", () => {
    const { clock, cooldowns } = setUp();
    clock.now = start + 10;
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 60_000 }));
    clock.now = start + 20;
    cooldowns.succeeded(subject, start + 5);
    expect(admits(cooldowns, subject)).toBe(false);
    cooldowns.succeeded(subject, start + 15);
    expect(admits(cooldowns, subject)).toBe(true);
  });

  test("doubles from one second where no reset is stated", () => {
    const { clock, cooldowns } = setUp();
    const lengths: number[] = [];
    for (let n = 0; n < 4; n++) {
      cooldowns.failed(subject, failure("rate_limit"));
      const [cooldown] = cooldowns.list();
      lengths.push((cooldown?.until ?? 0) - clock.now);
      clock.now = cooldown?.until ?? 0;
    }
    expect(lengths).toEqual([1000, 2000, 4000, 8000]);
  });

  test("opens for outages only after three in a row, and a success between them starts the count anew", () => {
    const { clock, cooldowns } = setUp();
    const outage = failure("server_error");
    cooldowns.failed(subject, outage);
    cooldowns.failed(subject, outage);
    clock.now += 1;
    cooldowns.succeeded(subject, clock.now);
    cooldowns.failed(subject, outage);
    cooldowns.failed(subject, outage);
    expect(admits(cooldowns, subject)).toBe(true);
    cooldowns.failed(subject, outage);
    expect(admits(cooldowns, subject)).toBe(false);
    clock.now += 5000;
    expect(admits(cooldowns, subject)).toBe(true);
  });

  test("lets one request through to test a recovered target, until it reports back", () => {
    const { clock, cooldowns } = setUp();
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    clock.now = start + 1000;
    expect(cooldowns.admit(subject)).toEqual({ admitted: true, probe: true });
    expect(admits(cooldowns, subject)).toBe(false);
    cooldowns.released(subject);
    expect(admits(cooldowns, subject)).toBe(true);
    cooldowns.succeeded(subject, clock.now + 1);
    expect(cooldowns.admit(subject)).toEqual({ admitted: true, probe: false });
  });

  test("never comes from the client's own mistakes or its leaving", () => {
    const { cooldowns } = setUp();
    for (const kind of [
      "invalid_request",
      "context_too_long",
      "too_large",
      "cancelled",
      "content_policy",
    ] as const) {
      for (let n = 0; n < 5; n++) cooldowns.failed(subject, failure(kind));
    }
    expect(cooldowns.list()).toEqual([]);
  });

  test("for a rejected key ends when the key changes; a stated limit does not", () => {
    const { cooldowns } = setUp();
    cooldowns.failed(subject, failure("authentication"));
    expect(admits(cooldowns, otherModel)).toBe(false);
    expect(admits(cooldowns, { ...otherModel, version: "v2" })).toBe(true);
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    expect(admits(cooldowns, { ...subject, version: "v3" })).toBe(false);
  });

  test("survives a restart, and is gone after its end", () => {
    const first = setUp();
    first.cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    const again = setUp(first.storage.stored);
    expect(admits(again.cooldowns, subject)).toBe(false);
    again.clock.now = start + 1000;
    expect(admits(again.cooldowns, subject)).toBe(true);
  });

  test("can be cleared by hand, by provider", () => {
    const { cooldowns } = setUp();
    cooldowns.failed(subject, failure("billing"));
    cooldowns.failed({ ...subject, provider: "q" }, failure("billing"));
    expect(cooldowns.clear({ provider: "p" })).toBe(1);
    expect(cooldowns.list().map(({ key }) => key.provider)).toEqual(["q"]);
  });
});
