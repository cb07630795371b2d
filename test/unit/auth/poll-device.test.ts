import { describe, expect, test } from "bun:test";
import type { CodeRequest, DevicePrompt } from "../../../src/auth/flow.ts";
import { GrantError } from "../../../src/auth/grant-error.ts";
import { pollDevice } from "../../../src/auth/poll-device.ts";
import { Secret } from "../../../src/secret.ts";

const code: CodeRequest = { code: "c", state: "", verifier: new Secret("v"), redirectUri: "r" };

/** A device login whose polls give these answers, and the waits between them. */
function device(answers: readonly (CodeRequest | GrantError | undefined)[]) {
  const waits: number[] = [];
  let now = 0;
  let polls = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number): Promise<void> => {
      waits.push(ms);
      now += ms;
    },
  };
  const prompt: DevicePrompt = {
    url: "u",
    userCode: "A-B",
    lifetimeMs: 900_000,
    intervalMs: 5000,
    async poll() {
      const answer = answers[polls++];
      if (answer instanceof GrantError) throw answer;
      return answer;
    },
  };
  return { prompt, clock, waits };
}

describe("polling for a device login", () => {
  test("waits before every poll, and gives the code when it is there", async () => {
    const { prompt, clock, waits } = device([undefined, undefined, code]);
    expect(await pollDevice(prompt, clock, () => true)).toBe(code);
    expect(waits).toEqual([5000, 5000, 5000]);
  });

  test("goes on after trouble on the way, as long as the vendor wants to be left alone", async () => {
    const busy = new GrantError("transient", "busy", { retryAfterMs: 30_000 });
    const { prompt, clock, waits } = device([busy, new GrantError("unknown", "lost"), code]);
    expect(await pollDevice(prompt, clock, () => true)).toBe(code);
    expect(waits).toEqual([5000, 30_000, 5000, 5000]);
  });

  test("ends with a refusal, with the time, and when nobody wants it any more", async () => {
    const refused = device([new GrantError("permanent", "no")]);
    await expect(pollDevice(refused.prompt, refused.clock, () => true)).rejects.toMatchObject({
      outcome: "permanent",
    });
    const forgotten = device([]);
    await expect(pollDevice(forgotten.prompt, forgotten.clock, () => true)).rejects.toMatchObject({
      problem: "expired",
    });
    expect(forgotten.waits).toHaveLength(180);
    const cancelled = device([code]);
    await expect(pollDevice(cancelled.prompt, cancelled.clock, () => false)).rejects.toThrow();
    expect(cancelled.waits).toEqual([]);
  });
});
