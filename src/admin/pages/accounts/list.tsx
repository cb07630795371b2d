import type { KnownLimits } from "../../../auth/account-facts.ts";
import { formatTime } from "../../../usage/format-moment.ts";
import { Empty, PlainCard } from "../../components/card.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Form } from "../../components/form.tsx";
import { Meter } from "../../components/meter.tsx";
import { Status, type Tone } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import type { Account, Passthrough } from "../../state/list-accounts.ts";
import { formatClock } from "../../words/moments.ts";

const columns = ["Account", "State", "Limits", "Token", ""];

function stateOf({ view, limits }: Account, now: number): { tone: Tone; word: string; detail: string } {
  if (!view) return { tone: "warn", word: "Not logged in", detail: "" };
  if (view.state === "ended") return { tone: "bad", word: "Login over", detail: view.reason ?? "" };
  const full = limits?.windows.find(
    ({ usedPercent = 0, resetAt = 0 }) => usedPercent >= 100 && resetAt > now,
  );
  if (full)
    return { tone: "wait", word: "Limit reached", detail: `until ${formatClock(full.resetAt ?? now, now)}` };
  return { tone: "ok", word: "Ready", detail: "" };
}

function Limits({ limits, now }: { readonly limits: KnownLimits | undefined; readonly now: number }) {
  const windows = limits?.windows ?? [];
  if (windows.length === 0) return <span class="muted">Not stated yet</span>;
  return (
    <div>
      {windows.map(({ name, usedPercent = 0, resetAt }) => {
        const used = `${Math.round(usedPercent)}%`;
        return (
          <>
            <small class="muted nw">
              {name}: {used}
              {resetAt !== undefined && `, resets ${formatClock(resetAt, now)}`}
            </small>
            <Meter
              stretches={[{ series: usedPercent >= 100 ? "k6" : "k1", from: 0, to: usedPercent }]}
              label={`${name} window ${used} used`}
            />
          </>
        );
      })}
    </div>
  );
}

function Actions({ account, dialog }: { readonly account: Account; readonly dialog: string }) {
  const { login, view } = account;
  if (!view) {
    return (
      <a class="btn s primary" href="#add">
        Log in
      </a>
    );
  }
  return (
    <div class="row">
      {view.state === "ended" ? (
        <a class="btn s primary" href={`/accounts?vendor=${view.vendor}#add`}>
          Log in again
        </a>
      ) : (
        <Form action="/accounts/refresh">
          <input type="hidden" name="login" value={login} />
          <button class="btn s" type="submit">
            Renew now
          </button>
        </Form>
      )}
      <button class="btn s danger quiet" type="button" popovertarget={dialog}>
        Log out
      </button>
    </div>
  );
}

function AccountRow({ account, dialog, now }: { account: Account; dialog: string; now: number }) {
  const { login, view, providers } = account;
  const state = stateOf(account, now);
  const who = [view?.title, view?.plan, view?.email, view?.project && `project ${view.project}`];
  const usedBy = providers.length === 0 ? "used by no provider" : `used by ${providers.join(", ")}`;
  return (
    <Row>
      <Cell head grow detail={[...who, usedBy].filter(Boolean).join(", ")}>
        {login}
      </Cell>
      <Cell grow detail={state.detail}>
        <Status tone={state.tone}>{state.word}</Status>
      </Cell>
      <Cell lead>{view && <Limits limits={account.limits} now={now} />}</Cell>
      <Cell grow detail={view && view.state !== "ended" && "Renews itself"}>
        {view ? `Expires ${formatClock(Date.parse(view.expiresAt), now)}` : "None stored"}
      </Cell>
      <Cell num>
        <Actions account={account} dialog={dialog} />
      </Cell>
    </Row>
  );
}

function PassthroughRow({ account, now }: { readonly account: Passthrough; readonly now: number }) {
  const { name, limits } = account;
  return (
    <Row>
      <Cell head grow detail="The client's own login">
        {name}
      </Cell>
      <Cell grow detail={limits && `used ${formatTime(limits.toldAt)}`}>
        <Status tone="ok">Passthrough</Status>
      </Cell>
      <Cell lead>
        <Limits limits={limits} now={now} />
      </Cell>
      <Cell grow>None stored</Cell>
      <Cell />
    </Row>
  );
}

/** Every login that there is or should be. */
export function AccountsCard(props: {
  readonly accounts: readonly Account[];
  readonly passing: readonly Passthrough[];
  readonly now: number;
}) {
  const { accounts, passing, now } = props;
  if (accounts.length === 0 && passing.length === 0) {
    return (
      <PlainCard label="Accounts">
        <Empty title="No logins" text="Claude Code's own login can pass through without one.">
          <div class="row">
            <a class="btn primary" href="#add">
              Log in
            </a>
            <a class="btn" href="/providers#add">
              Use passthrough
            </a>
          </div>
        </Empty>
      </PlainCard>
    );
  }
  return (
    <>
      <PlainCard label="Accounts">
        <Table columns={columns}>
          {accounts.map((account, index) => (
            <AccountRow account={account} dialog={`out-${index}`} now={now} />
          ))}
          {passing.map((account) => (
            <PassthroughRow account={account} now={now} />
          ))}
        </Table>
      </PlainCard>
      {accounts.map(({ login, view, providers }, index) =>
        view === undefined ? null : (
          <Dialog
            id={`out-${index}`}
            title={`Log out of ${login}?`}
            text={`Deletes the token here and asks the vendor to revoke it. ${
              providers.length === 0
                ? "No provider uses it."
                : `${providers.join(", ")} stops until you log in again.`
            }`}
            action="/accounts/logout"
            fields={{ login }}
            confirm="Log out"
            refuse="Stay"
          />
        ),
      )}
    </>
  );
}
