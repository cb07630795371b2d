import type { Command } from "commander";
import * as v from "valibot";
import type { CcmPaths } from "../config/paths.ts";
import type { Instance } from "../daemon/pid-file.ts";
import { exitCodes, UserError } from "../errors.ts";
import { isLoopback } from "../server/middleware/check-host.ts";
import { examples } from "./examples.ts";
import { locate, withConfigOption } from "./locate.ts";
import type { Terminal } from "./terminal.ts";

const ticketSchema = v.object({ ticket: v.string() });

/**
 * A link that logs in, once, within a minute. The admin token itself stays out of it: a browser's address is on the
 * command line that starts it, where every user of the machine can read it.
 */
async function loginLink(instance: Instance, tokenPath: string): Promise<string> {
  const [{ askAdmin }, { readAnswer }, { baseUrlOf }] = await Promise.all([
    import("./ask-admin.ts"),
    import("./read-answer.ts"),
    import("../daemon/base-url.ts"),
  ]);
  const path = "/api/admin/ticket";
  const { ticket } = readAnswer(ticketSchema, await askAdmin(instance, tokenPath, path, {}), path);
  return `${baseUrlOf(instance)}/login#token=${ticket}`;
}

async function admin(paths: CcmPaths, browse: boolean, terminal: Terminal): Promise<void> {
  const { findInstance } = await import("../daemon/find-instance.ts");
  const { baseUrlOf } = await import("../daemon/base-url.ts");
  const standing = await findInstance(paths.pid);
  if (standing.state !== "running") {
    throw new UserError("ccm is not running: start it with ccm start --detach", exitCodes.notRunning);
  }
  const { instance } = standing;
  const link = isLoopback(instance.host)
    ? `${baseUrlOf(instance)}/`
    : await loginLink(instance, paths.adminToken);
  terminal.print(link);
  if (!browse) return;
  const { hasScreen, processPerson } = await import("./auth/person.ts");
  if (hasScreen(terminal.env)) await processPerson.browse(link);
}

/** Adds `ccm admin`: prints the address of the admin pages and opens them, logged in. */
export function addAdmin(program: Command, terminal: Terminal): void {
  withConfigOption(program.command("admin"))
    .description("open the admin pages, logged in")
    .option("--no-browser", "only print the address")
    .addHelpText("after", examples(["ccm admin"], ["ccm admin --no-browser", "over SSH, or in a container"]))
    .action((options: { browser: boolean }, command: Command) =>
      admin(locate(command, terminal.env).paths, options.browser, terminal),
    );
}
