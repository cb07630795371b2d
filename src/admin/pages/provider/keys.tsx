import type { Cooldown } from "../../../chain/cooldown.ts";
import type { ProviderConfig } from "../../../config/config.ts";
import type { FileProvider } from "../../../config/schema.ts";
import { Secret } from "../../../secret.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Status } from "../../components/status.tsx";
import { Cell, Row, Table } from "../../components/table.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { restOf } from "../../state/rest-of.ts";
import { failureWords } from "../../words/failures.ts";
import { formatClock } from "../../words/moments.ts";
import { restWords } from "../../words/rest.ts";
import { addressOf } from "../providers/address-of.ts";

/** One key as it is written, and how it stands. */
interface WrittenKey {
  /** Its ends; absent where the variable that it comes from is unset. */
  readonly masked?: string;
  readonly variable?: string;
  readonly cooldown?: Cooldown;
}

/** The keys of a provider in the file's order. */
export function writtenKeys(
  provider: ProviderConfig,
  written: FileProvider["api_key"],
  cooldowns: readonly Cooldown[],
): readonly WrittenKey[] {
  const entries = written === undefined ? [] : [written].flat().filter((entry) => entry !== "");
  let set = 0;
  return entries.map((entry) => {
    const variable = /^\$\{?(\w+)\}?$/.exec(entry)?.[1];
    const unset = variable !== undefined && provider.unsetVariables.includes(variable);
    if (unset) return { variable };
    const id = set === 0 ? provider.name : `${provider.name}#${set + 1}`;
    const masked = (variable === undefined ? new Secret(entry) : provider.keys[set])?.masked();
    set += 1;
    const cooldown = restOf(id, { provider: provider.name }, cooldowns);
    return {
      ...(masked !== undefined && { masked }),
      ...(variable !== undefined && { variable }),
      ...(cooldown && { cooldown }),
    };
  });
}

function KeyState({
  entry: { masked, cooldown },
  now,
}: {
  readonly entry: WrittenKey;
  readonly now: number;
}) {
  if (masked === undefined) return <Status tone="warn">Unset</Status>;
  if (!cooldown) return <Status tone="ok">Ready</Status>;
  const { tone, word } = restWords(cooldown);
  return (
    <>
      <Status tone={tone}>{word}</Status>
      <small class="muted">
        {tone === "wait" && `${failureWords(cooldown.cause)}, `}until {formatClock(cooldown.until, now)}
      </small>
    </>
  );
}

/** The stored keys in the order they are tried. Its buttons belong to the forms of `KeyForms`. */
export function KeysTable({ keys, now }: { readonly keys: readonly WrittenKey[]; readonly now: number }) {
  return (
    <Table>
      {keys.map((entry, index) => (
        <Row>
          <Cell
            grow
            detail={
              entry.variable !== undefined && (
                <>
                  from <code>${entry.variable}</code>
                </>
              )
            }
          >
            <code>{entry.masked ?? `$${entry.variable}`}</code>
          </Cell>
          <Cell>
            <KeyState entry={entry} now={now} />
          </Cell>
          <Cell num>
            {keys.length > 1 && (
              <button
                class="btn s"
                type="submit"
                form="keys"
                name="up"
                value={String(index)}
                disabled={index === 0}
                aria-label={`Move key ${index + 1} up`}
              >
                Up
              </button>
            )}{" "}
            <button
              class="btn s danger quiet"
              type="button"
              popovertarget={`key-${index}`}
              aria-label={`Remove key ${index + 1}`}
            >
              Remove
            </button>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

/** What the buttons of the keys send; forms cannot stand in the form that the keys stand in. */
export function KeyForms(props: {
  readonly provider: string;
  readonly keys: readonly WrittenKey[];
  readonly revision: string;
}) {
  const { provider, keys, revision } = props;
  const action = `${addressOf(provider)}/keys`;
  return (
    <>
      <EditForm id="keys" action={action} label="Order of keys" revision={revision} />
      {keys.map((_, index) => (
        <Dialog
          id={`key-${index}`}
          title={`Remove key ${index + 1} of ${provider}?`}
          text="It cannot be shown or restored from here."
          action={action}
          fields={{ remove: String(index), revision }}
          confirm="Remove"
          refuse="Keep"
        />
      ))}
    </>
  );
}
