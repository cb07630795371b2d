import { UserError } from "../errors.ts";
import { codeOf } from "../thrown.ts";
import { askHealth } from "./ask-health.ts";
import { findPortHolder } from "./port-holder.ts";
import type { ServedApp } from "./served-app.ts";

/** Room above the configured body limit, so that the app itself can answer 413 in the client's own envelope. */
const bodyHeadroomBytes = 16 * 1024 * 1024;

async function busyPort(address: { readonly host: string; readonly port: number }): Promise<UserError> {
  const where = `${address.host}:${address.port}`;
  const otherPort = "choose another port with --port, or stop it first";
  const holder = findPortHolder(address.port);
  const process = holder === undefined ? "" : ` (pid ${holder.pid})`;
  if ((await askHealth(address, 500)).state === "ccm") {
    return new UserError(`${where} is in use by another ccm${process}: ${otherPort}`);
  }
  const name = holder === undefined ? "another program" : `${holder.program ?? "a program"}${process}`;
  return new UserError(`${where} is in use by ${name}: ${otherPort}`);
}

/**
 * Opens the port. Requests that come before the app is ready wait for it, so that a busy port is found out before
 * anything else is opened.
 * @throws UserError when the address cannot be had, naming who holds it.
 */
export async function listen(
  app: Promise<Pick<ServedApp, "fetch">>,
  options: { readonly host: string; readonly port: number; readonly maxBodyBytes: number },
): Promise<Bun.Server<undefined>> {
  const { host, port } = options;
  let ready: Pick<ServedApp, "fetch"> | undefined;
  void app.then((fresh) => {
    ready = fresh;
  });
  try {
    return Bun.serve({
      // Without a hostname Bun listens on all interfaces.
      hostname: host,
      port,
      // Bun cuts a quiet answer after 10 s by default; thinking pauses are longer.
      idleTimeout: 0,
      maxRequestBodySize: options.maxBodyBytes + bodyHeadroomBytes,
      development: false,
      fetch: (request) => (ready ? ready.fetch(request) : app.then((fresh) => fresh.fetch(request))),
    });
  } catch (error) {
    const code = codeOf(error);
    if (code === "EADDRINUSE") throw await busyPort(options);
    if (code === "EACCES") {
      throw new UserError(
        `not allowed to listen on port ${port}: ports below 1024 need root, choose a higher one`,
      );
    }
    if (code === "EADDRNOTAVAIL") {
      throw new UserError(
        `cannot listen on ${host}: it is not an address of this machine (server.host, --host)`,
      );
    }
    throw error;
  }
}
