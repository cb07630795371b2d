import type { ProviderConfig } from "../../../config/config.ts";
import { formatCount } from "../../../usage/format-figures.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Form } from "../../components/form.tsx";
import { Name } from "../../components/name.tsx";
import { Status } from "../../components/status.tsx";
import { Cell, type Column, Row, Table } from "../../components/table.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import type { StandingProvider } from "../../state/list-providers.ts";
import type { ProviderTest } from "../../state/test-provider.ts";
import { whyAndUntil } from "../../words/rest.ts";
import { addressOf } from "./address-of.ts";
import { credentialOf } from "./credential.tsx";
import { TestNote } from "./test-note.tsx";

const columns: readonly Column[] = [
  "Name, type",
  "State",
  "Credential",
  { title: "Mappings", num: true },
  { title: "Today", num: true },
  "On",
  "",
];

interface ProviderListProps {
  readonly providers: readonly StandingProvider[];
  readonly mappingsTo: (provider: string) => number;
  /** Calls since midnight; `undefined` where the ledger cannot tell. */
  readonly callsTo: (provider: string) => number | undefined;
  readonly testOf: (provider: string) => ProviderTest | undefined;
  readonly requestOf: (id: string | undefined) => RequestDetail | undefined;
  readonly now: number;
  /** Absent while the file cannot be edited. */
  readonly revision: string | undefined;
}

/** Turns a provider on or off with one press. */
function Switch({ provider, revision }: { provider: ProviderConfig; revision: string }) {
  const { name, enabled } = provider;
  return (
    <EditForm action={`${addressOf(name)}/enable`} revision={revision}>
      <input type="hidden" name="enabled" value={enabled ? "off" : "on"} />
      <button
        class="switch"
        type="submit"
        role="switch"
        aria-checked={enabled ? "true" : "false"}
        aria-label={`Enable ${name}`}
      />
    </EditForm>
  );
}

function ProviderRow({ standing, list }: { standing: StandingProvider; list: ProviderListProps }) {
  const { provider, state } = standing;
  const { name } = provider;
  const { words, detail } = credentialOf(provider);
  const calls = list.callsTo(name);
  return (
    <Row>
      <Cell head grow detail={provider.type}>
        <a href={addressOf(name)}>
          <Name>{name}</Name>
        </a>
      </Cell>
      <Cell grow detail={whyAndUntil(state, list.now)}>
        <Status tone={state.tone}>{state.word}</Status>
      </Cell>
      <Cell lead detail={detail}>
        {words}
      </Cell>
      <Cell num label="Mappings">
        {list.mappingsTo(name)}
      </Cell>
      <Cell num label="Today">
        {calls !== undefined && formatCount(calls)}
      </Cell>
      <Cell>{list.revision !== undefined && <Switch provider={provider} revision={list.revision} />}</Cell>
      <Cell num>
        <Form action={`${addressOf(name)}/test`} waiting="Testing">
          <button class="btn s" type="submit" aria-label={`Test ${name}`}>
            Test
          </button>{" "}
          <a class="btn s quiet" href={addressOf(name)} aria-label={`Edit ${name}`}>
            Edit
          </a>
        </Form>
      </Cell>
    </Row>
  );
}

/** Every provider with its state, its switch and what its last test came to. */
export function ProviderList(props: ProviderListProps) {
  return (
    <Table columns={columns}>
      {props.providers.map((standing) => {
        const test = props.testOf(standing.provider.name);
        return (
          <>
            <ProviderRow standing={standing} list={props} />
            {test && (
              <Row sub>
                <Cell lead span={columns.length}>
                  <TestNote test={test} request={props.requestOf(test.requestId)} />
                </Cell>
              </Row>
            )}
          </>
        );
      })}
    </Table>
  );
}
