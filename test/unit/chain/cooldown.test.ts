import { describe, expect, test } from "bun:test";
import { type Cooldown, type CooldownSubject, createCooldowns } from "../../../src/chain/cooldown.ts";
import type { FailureKind, UpstreamFailure } from "../../../src/errors.ts";

const start = 1_800_000_000_000;

function setUp(saved: readonly Cooldown[] = []) {
  const clock = { now: start };
  const storage = { stored: saved as readonly Cooldown[] };
  const rests: Cooldown[] = [];
  const cooldowns = createCooldowns({
    now: () => clock.now,
    storage: {
      load: () => saved,
      save: (next) => {
        storage.stored = next;
      },
    },
    onRest: (cooldown) => rests.push(cooldown),
  });
  return { clock, storage, cooldowns, rests };
}

const subject: CooldownSubject = {
  provider: "p",
  credential: "p",
  model: "m",
  configVersion: "c1",
  credentialVersion: "v1",
};
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
    cooldowns.answered(subject, start + 5);
    expect(admits(cooldowns, subject)).toBe(false);
    cooldowns.answered(subject, start + 15);
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
    cooldowns.completed(subject, clock.now);
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
    cooldowns.released(subject, clock.now);
    expect(admits(cooldowns, subject)).toBe(true);
    cooldowns.answered(subject, clock.now + 1);
    expect(cooldowns.admit(subject)).toEqual({ admitted: true, probe: false });
  });

  test("is tested by one request at a time, whatever becomes of calls that began before", () => {
    const { clock, cooldowns } = setUp();
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    clock.now = start + 1000;
    expect(cooldowns.admit(subject)).toEqual({ admitted: true, probe: true });
    cooldowns.released(subject, start);
    expect(admits(cooldowns, subject)).toBe(false);
    cooldowns.failed(subject, failure("invalid_request"));
    expect(admits(cooldowns, subject)).toBe(false);
    cooldowns.released(subject, clock.now);
    expect(admits(cooldowns, subject)).toBe(true);
  });

  test("ends for everybody when a probe fails, and then lasts longer", () => {
    const { clock, cooldowns, rests } = setUp();
    for (let n = 0; n < 3; n++) cooldowns.failed(subject, failure("network"));
    clock.now = start + 5000;
    expect(admits(cooldowns, subject)).toBe(true);
    cooldowns.failed(subject, failure("network"));
    expect(admits(cooldowns, subject)).toBe(false);
    expect(rests.map(({ since, until }) => until - since)).toEqual([5000, 10_000]);
  });

  test("frees the place of a probe that never reported back", () => {
    const { clock, cooldowns } = setUp();
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    clock.now = start + 1000;
    expect(admits(cooldowns, subject)).toBe(true);
    clock.now += 15 * 60_000 - 1;
    expect(admits(cooldowns, subject)).toBe(false);
    clock.now += 1;
    expect(admits(cooldowns, subject)).toBe(true);
  });

  test("for an outage covers every key of the provider for that model: another key does not help", () => {
    const { cooldowns } = setUp();
    const otherKey = { ...subject, credential: "p#2", credentialVersion: "w1" };
    cooldowns.failed(subject, failure("network"));
    cooldowns.failed(otherKey, failure("network"));
    cooldowns.failed(subject, failure("network"));
    expect([subject, otherKey].map((one) => admits(cooldowns, one))).toEqual([false, false]);
    expect(cooldowns.list().map(({ key }) => key)).toEqual([{ provider: "p", model: "m" }]);
    expect(admits(cooldowns, otherModel)).toBe(true);
    expect(admits(cooldowns, { ...otherKey, configVersion: "c2" })).toBe(true);
  });

  test("counts calls that were under way together when the host went down as one outage", () => {
    const { cooldowns, rests } = setUp();
    for (let n = 0; n < 20; n++) cooldowns.failed(subject, failure("network"));
    expect(rests.map(({ since, until }) => until - since)).toEqual([5000]);
  });

  test("comes from answers that break off too, and only a whole one starts the count anew", () => {
    const { clock, cooldowns } = setUp();
    for (let n = 0; n < 3; n++) {
      clock.now += 10;
      cooldowns.answered(subject, clock.now - 5);
      expect(admits(cooldowns, subject)).toBe(true);
      cooldowns.failed(subject, failure("incomplete_stream"));
    }
    expect(admits(cooldowns, subject)).toBe(false);
    clock.now += 5000;
    cooldowns.answered(subject, clock.now - 1);
    cooldowns.completed(subject, clock.now - 1);
    cooldowns.failed(subject, failure("incomplete_stream"));
    expect(admits(cooldowns, subject)).toBe(true);
  });

  test("by a guess about an outage may be tried early once in ten seconds, a limit never", () => {
    const { clock, cooldowns } = setUp();
    const outage = (): void => cooldowns.failed(subject, failure("network"));
    for (let n = 0; n < 3; n++) outage();
    for (let rest = 5000; rest <= 40_000; rest *= 2) {
      clock.now += rest;
      expect(admits(cooldowns, subject)).toBe(true);
      outage();
    }
    // It rests for 80 s now.
    expect(cooldowns.admit(subject)).toMatchObject({ admitted: false, earliest: clock.now + 10_000 });
    clock.now += 9999;
    expect(cooldowns.admitEarly(subject)).toBe(false);
    clock.now += 1;
    expect([cooldowns.admitEarly(subject), cooldowns.admitEarly(subject)]).toEqual([true, false]);
    cooldowns.failed(subject, failure("rate_limit", { resetAt: clock.now + 3600_000 }));
    clock.now += 60_000;
    expect(cooldowns.admitEarly(subject)).toBe(false);
    expect(cooldowns.admit(subject)).toMatchObject({ earliest: clock.now + 3540_000 });
  });

  test("is told once when it begins and when it grows", () => {
    const { cooldowns, rests } = setUp();
    for (const seconds of [60, 30, 90])
      cooldowns.failed(subject, failure("rate_limit", { resetAt: start + seconds * 1000 }));
    expect(rests.map(({ until }) => until)).toEqual([start + 60_000, start + 90_000]);
  });

  test("does not outlast a clock that was ahead when it was set", () => {
    const ahead = start + 365 * 24 * 3600_000;
    const { cooldowns, clock } = setUp([
      {
        key: { provider: "p", credential: "p", model: "m" },
        cause: "rate_limit",
        message: "",
        since: ahead,
        until: ahead + 60_000,
        stated: true,
        version: "",
      },
    ]);
    expect(cooldowns.list().map(({ until }) => until)).toEqual([start + 60_000]);
    clock.now += 60_000;
    expect(admits(cooldowns, subject)).toBe(true);
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
    expect(admits(cooldowns, { ...otherModel, credentialVersion: "v2" })).toBe(true);
    cooldowns.failed(subject, failure("rate_limit", { resetAt: start + 1000 }));
    expect(admits(cooldowns, { ...subject, credentialVersion: "v3" })).toBe(false);
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
