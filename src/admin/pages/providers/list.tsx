import type { ProviderConfig } from "../../../config/config.ts";
import { Form } from "../../components/form.tsx";
import { Note } from "../../components/note.tsx";
import { Status } from "../../components/status.tsx";
import { Cell, type Column, Row, Table } from "../../components/table.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import type { StandingProvider } from "../../state/list-providers.ts";
import type { ProviderTest } from "../../state/test-provider.ts";
import { formatClock } from "../../words/moments.ts";

const columns: readonly Column[] = [
  "Name, type",
  "State",
  "Credential",
  { title: "Mappings", num: true },
  "On",
  "",
];

/** What a provider signs in with; of keys the ends, of references the names. */
export function Credential({ provider }: { readonly provider: ProviderConfig }) {
  const { authType, keys, keyVariables, oauthProvider } = provider;
  if (authType === "passthrough") return "Passthrough";
  if (authType === "oauth") return <a href="/accounts">Login {oauthProvider}</a>;
  if (keys.length === 0) return <span class="muted">None</span>;
  return keys.map((key, index) => (
    <>
      <code>{keyVariables[index] === undefined ? key.masked() : `$${keyVariables[index]}`}</code>{" "}
    </>
  ));
}

/** A provider's page. */
export function addressOf(name: string): string {
  return `/providers/${encodeURIComponent(name)}`;
}

/** What a test came to, with the next step beside a failure. */
function TestNote({ test }: { readonly test: ProviderTest }) {
  if (test.failure === undefined) {
    return (
      <Note tone="ok">
        <Status tone="ok">Test passed</Status> in {test.ms} ms with <b>{test.model}</b>.
      </Note>
    );
  }
  return (
    <Note tone="bad" action={{ href: addressOf(test.provider), label: "Edit provider" }}>
      <Status tone="bad">Test failed</Status> {test.failure}
    </Note>
  );
}

interface ProviderListProps {
  readonly providers: readonly StandingProvider[];
  readonly mappingsTo: (provider: string) => number;
  readonly now: number;
  /** Absent while the file cannot be edited. */
  readonly revision: string | undefined;
  readonly test: ProviderTest | undefined;
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

/** Every provider with its state, its switch and its test. */
export function ProviderList({ providers, mappingsTo, now, revision, test }: ProviderListProps) {
  return (
    <Table columns={columns}>
      {providers.map(({ provider, state }) => {
        const until = state.until === undefined ? "" : ` Until ${formatClock(state.until, now)}.`;
        return (
          <>
            <Row>
              <Cell head grow detail={provider.type}>
                <a href={addressOf(provider.name)}>{provider.name}</a>
              </Cell>
              <Cell grow detail={`${state.detail}${until}`}>
                <Status tone={state.tone}>{state.word}</Status>
              </Cell>
              <Cell lead>
                <Credential provider={provider} />
              </Cell>
              <Cell num label="Mappings">
                {mappingsTo(provider.name)}
              </Cell>
              <Cell>{revision !== undefined && <Switch provider={provider} revision={revision} />}</Cell>
              <Cell num>
                <Form action={`${addressOf(provider.name)}/test`}>
                  <button class="btn s" type="submit" aria-label={`Test ${provider.name}`}>
                    Test
                  </button>{" "}
                  <a class="btn s quiet" href={addressOf(provider.name)}>
                    Edit
                  </a>
                </Form>
              </Cell>
            </Row>
            {test?.provider === provider.name && (
              <Row sub>
                <Cell lead span={columns.length}>
                  <TestNote test={test} />
                </Cell>
              </Row>
            )}
          </>
        );
      })}
    </Table>
  );
}
