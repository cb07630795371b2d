import type { Config } from "../../../config/config.ts";
import { Card } from "../../components/card.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { counted } from "../../words/counted.ts";
import { addressOf } from "../providers/address-of.ts";

/** Models that would have no provider left. */
function orphansOf({ models }: Config, provider: string): readonly string[] {
  return models
    .filter(
      ({ mappings }) => mappings.length > 0 && mappings.every((mapping) => mapping.provider === provider),
    )
    .map(({ name }) => name);
}

/** Deletes a provider, behind a dialog that names what stops working. */
export function RemoveProvider(props: {
  readonly name: string;
  readonly config: Config;
  readonly mappings: number;
  readonly revision: string;
}) {
  const { name, config, mappings, revision } = props;
  const orphans = orphansOf(config, name);
  const count = counted(mappings, "mapping");
  const used =
    mappings === 0
      ? "No mapping uses this provider"
      : `${count} ${mappings === 1 ? "uses" : "use"} this provider`;
  const loss = orphans.length === 0 ? "" : ` Without a provider then: ${orphans.join(", ")}.`;
  return (
    <Card id="delete" title="Delete">
      <div class="body">
        <p class="muted">
          {used}.{loss}
        </p>
        <p>
          <button class="btn danger" type="button" popovertarget="delete-dialog">
            Delete provider
          </button>
        </p>
      </div>
      <Dialog
        id="delete-dialog"
        title={`Delete ${name}?`}
        text={
          <>
            Removes the provider, its keys and {count}.{loss} The old file stays as{" "}
            <code>config.toml.bak</code>.
          </>
        }
        action={`${addressOf(name)}/delete`}
        fields={{ revision }}
        confirm="Delete"
        refuse="Keep"
      />
    </Card>
  );
}
