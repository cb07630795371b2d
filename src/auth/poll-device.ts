import type { CodeRequest, DevicePrompt } from "./flow.ts";
import { GrantError } from "./grant-error.ts";
import { LoginError } from "./login-error.ts";

/**
 * Polls until the person has typed the code.
 * @throws LoginError when the code has expired; GrantError when the vendor refuses. A poll that got lost is repeated.
 */
export async function pollDevice(
  prompt: DevicePrompt,
  clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> },
  isWanted: () => boolean,
): Promise<CodeRequest> {
  const deadline = clock.now() + prompt.lifetimeMs;
  while (isWanted() && clock.now() < deadline) {
    await clock.sleep(prompt.intervalMs);
    try {
      const code = await prompt.poll();
      if (code) return code;
    } catch (error) {
      if (!(error instanceof GrantError) || error.outcome === "permanent") throw error;
      if (error.retryAfterMs) await clock.sleep(error.retryAfterMs);
    }
  }
  throw new LoginError("expired", "nobody typed the code in time: start the login again");
}
