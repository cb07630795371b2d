import { formatCost, formatCount, formatMs } from "../../../usage/format-figures.ts";
import { promptTokens } from "../../../usage/prompt-tokens.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Status } from "../../components/status.tsx";
import type { ProviderTest } from "../../state/test-provider.ts";
import { addressOf } from "./address-of.ts";

function figuresOf({ tokens, cost, plan, firstTokenMs }: RequestDetail): string {
  const input = promptTokens(tokens);
  const parts = [
    input !== undefined && `${formatCount(input)} tokens in`,
    tokens.output !== undefined && `${formatCount(tokens.output)} out`,
    formatCost(cost, plan),
  ];
  const first = firstTokenMs === undefined ? "" : ` First token after ${formatMs(firstTokenMs)}.`;
  const listed = parts.filter(Boolean).join(", ");
  return listed === "" ? first : `: ${listed}.${first}`;
}

/** What a test came to, with the next step beside a failure. `request` is its record, where there is one. */
export function TestNote(props: {
  readonly test: ProviderTest;
  readonly request: RequestDetail | undefined;
  readonly onItsPage?: boolean;
}) {
  const { test, request, onItsPage = false } = props;
  const { failure, requestId, ms, model, provider } = test;
  const link = request !== undefined && <a href={`/requests/${requestId}`}>Request</a>;
  if (failure === undefined) {
    return (
      <div class="note ok" role="status">
        <div>
          <Status tone="ok">Test passed</Status> in {ms} ms with <b>{model}</b>
          {request === undefined ? "." : figuresOf(request)}
        </div>
        {link}
      </div>
    );
  }
  if (model === "") {
    return (
      <div class="note warn">
        <div>
          <Status tone="warn">Not tested</Status> {failure}
        </div>
        <a href="/models#new">Add model</a>
      </div>
    );
  }
  const status = request?.attempts.findLast(({ status }) => status !== undefined)?.status;
  return (
    <div class="note bad" role="alert">
      <div>
        <Status tone="bad">Test failed</Status> after {ms} ms{status !== undefined && `, HTTP ${status}`}:{" "}
        {failure}
      </div>
      {link}
      {!onItsPage && <a href={addressOf(provider)}>Edit provider</a>}
    </div>
  );
}
