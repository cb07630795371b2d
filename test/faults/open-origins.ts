import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../support/ccm/start-ccm.ts";
import { type StandInOptions, startStandIn } from "../support/stand-in/start-stand-in.ts";
import { fin } from "../support/stand-in/step.ts";
import type { Origin } from "./fault.ts";

/** The places at which first targets may lie. */
export interface Origins {
  /** URLs without trailing slash; a place that this machine cannot offer is absent. */
  readonly urls: Readonly<Partial<Record<Origin, string>>>;
  close(): Promise<void>;
}

/** Opens every place. `port` fixes that of the main stand-in, so that another proxy's configuration can name it. */
export async function openOrigins(
  play: Pick<StandInOptions, "script" | "record">,
  port = 0,
): Promise<Origins> {
  const main = await startStandIn({ ...play, port });
  const fragile = await startStandIn(play);
  const rude = await startStandIn({ ...play, greet: () => [fin] });
  const certificate = await makeCertificate();
  const encrypted = certificate && (await startStandIn({ ...play, tls: certificate }));
  const hole = await openBlackHole();
  const standIns = [main, fragile, rude, ...(encrypted ? [encrypted] : [])];
  return {
    urls: {
      script: main.url,
      "one-request-a-connection": fragile.url,
      "hangs-up": rude.url,
      refused: `http://127.0.0.1:${await findFreePort()}`,
      unresolvable: "http://no-such-host.invalid",
      "plain-as-tls": main.url.replace("http:", "https:"),
      ...(encrypted ? { "self-signed": encrypted.url } : {}),
      ...(hole ? { "black-hole": hole.url } : {}),
    },
    close: async () => {
      await Promise.all(standIns.map((standIn) => standIn.close()));
      hole?.close();
    },
  };
}

/** A certificate that nobody has signed; `undefined` without openssl. */
async function makeCertificate(): Promise<{ key: string; cert: string } | undefined> {
  if (Bun.which("openssl") === null) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "ccm-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  const made = Bun.spawn(
    [
      "openssl",
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      ...subject,
      "-keyout",
      key,
      "-out",
      cert,
    ],
    { stdout: "ignore", stderr: "ignore" },
  );
  const failed = (await made.exited) !== 0;
  const pair = failed ? undefined : { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
  await rm(folder, { recursive: true });
  return pair;
}

/** Bun listens with a queue of 512 whatever it is asked for. */
const longestQueue = 512;

/**
 * A port on which a connection is never made: a listener that is stopped while its queue is full, so that the kernel
 * drops every further SYN. `undefined` where the kernel has no such queue (all but Linux).
 */
async function openBlackHole(): Promise<{ url: string; close: () => void } | undefined> {
  if (process.platform !== "linux") return undefined;
  const port = await findFreePort();
  const listen = `require("node:net").createServer().listen(${port},"127.0.0.1",()=>console.log("up"))`;
  const listener = Bun.spawn([process.execPath, "-e", listen], { stdout: "pipe", stderr: "ignore" });
  await listener.stdout.getReader().read();
  listener.kill("SIGSTOP");
  const fillers = Array.from({ length: longestQueue + 88 }, () => connect({ port, host: "127.0.0.1" }));
  for (const filler of fillers) filler.on("error", () => undefined);
  await Bun.sleep(300);
  const full = fillers.some((filler) => filler.connecting);
  const close = (): void => {
    for (const filler of fillers) filler.destroy();
    listener.kill("SIGKILL");
  };
  if (full) return { url: `http://127.0.0.1:${port}`, close };
  close();
  return undefined;
}
