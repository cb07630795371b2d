import { Card } from "../../components/card.tsx";
import { invalidProps, Select } from "../../components/form.tsx";
import { Status } from "../../components/status.tsx";
import { EditForm } from "../../edit/edit-form.tsx";
import { problemOf } from "../../edit/refusal.tsx";
import { type RoutesProps, targetChoices } from "./goes-to.tsx";

/** The one question that is off unless it is set, asked before the default. */
export function LongContextCard({ open, refusal }: RoutesProps) {
  const { router } = open.config;
  const chosen = refusal?.values.long_context ?? open.file.router.long_context ?? "";
  const error = problemOf(refusal, "long_context_tokens");
  const isOn = router.longContext !== undefined;
  return (
    <Card
      id="long"
      title="Long context"
      aside={<Status tone={isOn ? "ok" : "off"}>{isOn ? "On" : "Off"}</Status>}
    >
      <EditForm class="body" action="/router/long-context" label="Long context" revision={open.revision}>
        <p class="muted">Before the default: send requests above a size to another model.</p>
        <label for="long_context">Model</label>
        <Select
          id="long_context"
          name="long_context"
          value={chosen}
          choices={targetChoices(open, chosen, true)}
        />
        <label for="long_context_tokens">From tokens</label>
        <input
          type="number"
          id="long_context_tokens"
          name="long_context_tokens"
          value={refusal?.values.long_context_tokens ?? open.file.router.long_context_tokens}
          placeholder={String(router.longContextTokens)}
          {...invalidProps("long_context_tokens", error)}
        />
        {error !== undefined && (
          <p class="err" id="long_context_tokens-e">
            {error}
          </p>
        )}
        <button class="btn" type="submit">
          Save
        </button>
      </EditForm>
    </Card>
  );
}
