import { formatBytes } from "../../../usage/format-figures.ts";
import { Card } from "../../components/card.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Form } from "../../components/form.tsx";
import { Facts } from "../../components/stats.tsx";
import { Status } from "../../components/status.tsx";
import type { AdminDependencies } from "../../dependencies.ts";
import { askLedger } from "../../state/ask-ledger.ts";
import { counted } from "../../words/counted.ts";
import { formatSpan } from "../../words/moments.ts";

/** `21,904 requests, 6.2 MB, 30 days`; why it does not record, where it does not. */
function ledgerWords(deps: AdminDependencies): string {
  const status = deps.ledger?.status();
  if (!status || status.state === "off") return `off: ${status?.reason ?? "usage.enabled is false"}`;
  const asked = askLedger(deps, (reader) => reader.extent());
  if ("problem" in asked) return asked.problem;
  const { requests, bytes } = asked.answer;
  const kept = `${counted(requests, "request")}, ${formatBytes(bytes)}, ${deps.config().usage.retentionDays} days`;
  return status.state === "waiting" ? `${kept}; waiting: ${status.reason ?? "it cannot be written"}` : kept;
}

/** What happens to the requests that run. */
function restartWords(deps: AdminDependencies): string {
  const running = deps.live.list().length;
  const seconds = Math.round(deps.config().server.drainMs / 1000);
  if (running === 0) return "No request is running. Clients that ask in the meantime have to ask again.";
  const open = `${counted(running, "request")} ${running === 1 ? "is" : "are"} running.`;
  return `${open} ccm waits up to ${seconds} seconds for them, then ends them with an error.`;
}

/** The process: how long it runs, what it takes, how it is started again. */
export function DaemonCard({ deps }: { readonly deps: AdminDependencies }) {
  return (
    <Card
      id="daemon"
      title="Daemon"
      aside={<Status tone="ok">Running {formatSpan(deps.now() - deps.startedAt)}</Status>}
    >
      <div class="body">
        <Facts
          facts={[
            ["Version", deps.version],
            ["Process", `${process.pid}, ${formatBytes(process.memoryUsage.rss())}`],
            ["Ledger", ledgerWords(deps)],
          ]}
        />
        <div class="row">
          <button class="btn" type="button" popovertarget="restart">
            Restart
          </button>
          <a class="btn" href="/metrics">
            Metrics
          </a>
          {deps.adminToken !== undefined && (
            <Form action="/logout">
              <button class="btn" type="submit">
                Log out of this browser
              </button>
            </Form>
          )}
        </div>
      </div>
      <Dialog
        id="restart"
        title="Restart ccm?"
        text={restartWords(deps)}
        action="/settings/restart"
        confirm="Restart"
        refuse="Not now"
        danger={false}
      />
    </Card>
  );
}
