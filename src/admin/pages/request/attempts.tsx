import { formatMs } from "../../../usage/format-figures.ts";
import type { AttemptDetail, RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Aside, Card, Empty } from "../../components/card.tsx";
import { Meter } from "../../components/meter.tsx";
import { Status } from "../../components/status.tsx";
import { credentialWords } from "../../words/credentials.ts";
import { failureWords } from "../../words/failures.ts";

function nameOf({ provider, credential }: AttemptDetail): string {
  return credential === undefined ? provider : credentialWords(credential, provider);
}

function Skipped({ attempt }: { readonly attempt: AttemptDetail }) {
  return (
    <li>
      <span class="row apart">
        <span class="muted">
          <b>{nameOf(attempt)}</b> <code>{attempt.model}</code>
        </span>
        <Status tone="off">Skipped</Status>
      </span>
      <small>{attempt.reason}</small>
    </li>
  );
}

function Called({ attempt, total }: { readonly attempt: AttemptDetail; readonly total: number }) {
  const { startMs, headersMs, firstEventMs, endMs, outcome, status, mode, protocol, reason } = attempt;
  const isOk = outcome === "ok";
  const share = (ms: number): number => (total === 0 ? 0 : (ms / total) * 100);
  const first = firstEventMs ?? endMs;
  const stretches = isOk
    ? ([
        { series: "k3", from: share(startMs), to: share(first) },
        { series: "k1", from: share(first), to: share(endMs) },
      ] as const)
    : ([{ series: "k5", from: share(startMs), to: share(endMs) }] as const);
  const span = `From ${formatMs(startMs)} to ${formatMs(endMs)}, ${isOk ? "answered" : "failed"}`;
  const times = isOk
    ? [
        headersMs !== undefined && `Headers after ${formatMs(headersMs - startMs)}`,
        firstEventMs !== undefined && `first token after ${formatMs(firstEventMs - startMs)}`,
        `streamed ${formatMs(endMs - first)}`,
      ]
    : [formatMs(endMs - startMs)];
  return (
    <li class={isOk ? "ok" : "bad"}>
      <span class="row apart">
        <span>
          <b>{nameOf(attempt)}</b> <code>{attempt.model}</code>{" "}
          <span class="muted">{mode === "translate" ? `translate to ${protocol}` : "relay"}</span>
        </span>
        <Status tone={isOk ? "ok" : "bad"}>
          {isOk ? "Answered" : failureWords(outcome)}
          {status !== undefined && `, ${status}`}
        </Status>
      </span>
      <Meter stretches={stretches} label={span} />
      <small>
        {times.filter(Boolean).join(", ")}. {reason !== undefined && !isOk && `"${reason}"`}
        {isOk && (
          <>
            <span class="sw k3" />
            waiting <span class="sw k1" />
            streaming
          </>
        )}
      </small>
    </li>
  );
}

/** Every target in the order it was met, the skipped ones too, each call on one common scale of time. */
export function AttemptsCard({ request }: { readonly request: RequestDetail }) {
  const { attempts, durationMs } = request;
  return (
    <Card id="attempts" title="Attempts" aside={<Aside>0 to {formatMs(durationMs)}</Aside>}>
      {attempts.length === 0 ? (
        <Empty text={request.failureMessage ?? "No target could be called."} />
      ) : (
        <div class="body">
          <ol class="time">
            {attempts.map((attempt) =>
              attempt.outcome === "skipped" ? (
                <Skipped attempt={attempt} />
              ) : (
                <Called attempt={attempt} total={durationMs} />
              ),
            )}
          </ol>
        </div>
      )}
    </Card>
  );
}
