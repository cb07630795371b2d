import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Check } from "./check.ts";
import type { ProviderHost } from "./provider-hosts.ts";

/** Logins and signed requests fail from some minutes on. */
const toleratedMs = 60_000;

const mends: Partial<Record<NodeJS.Platform, string>> = {
  linux: "sudo timedatectl set-ntp true",
  darwin: "sudo sntp -sS time.apple.com",
  win32: "w32tm /resync",
};

/** The time that a host tells with any answer, in milliseconds since the epoch; asks for nothing and sends no credential. */
function readTime(url: URL, timeoutMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(timeoutMs);
    const call = send(url.origin, { method: "HEAD", agent: false, signal }, (response) => {
      response.resume();
      const time = Date.parse(response.headers.date ?? "");
      resolve(Number.isNaN(time) ? undefined : time);
    });
    call.on("error", () => resolve(undefined));
    call.end();
  });
}

/** Whether this machine's clock agrees with the first host that tells the time; nothing when none does. */
export async function checkClock(
  hosts: readonly ProviderHost[],
  now: () => number,
  timeoutMs = 3000,
): Promise<Check[]> {
  for (const { url, proxy } of hosts) {
    const theirs = proxy === undefined ? await readTime(url, timeoutMs) : undefined;
    if (theirs === undefined) continue;
    const ahead = now() - theirs;
    const told = { area: "clock", subject: "time" } as const;
    if (Math.abs(ahead) <= toleratedMs) return [{ ...told, state: "ok", words: `agrees with ${url.host}` }];
    const minutes = Math.round(Math.abs(ahead) / 60_000);
    const words = `${minutes} min ${ahead > 0 ? "ahead of" : "behind"} ${url.host}: logins may fail`;
    return [{ ...told, state: "warning", words, mend: mends[process.platform] ?? "set the clock" }];
  }
  return [];
}
