import type { RouterConfig } from "../../../config/config.ts";
import { Card } from "../../components/card.tsx";
import { Status } from "../../components/status.tsx";

/** Says what the saved expressions make of a name that a client might send. */
export function TryName(props: {
  readonly router: RouterConfig;
  readonly models: readonly string[];
  /** Empty: nothing was tried yet. */
  readonly name: string;
}) {
  const { router, models, name } = props;
  const isModel = models.includes(name);
  const maps = router.autoMap && !isModel && router.autoMapRegex.test(name);
  const background = router.background !== undefined && router.backgroundRegex.test(name);
  return (
    <Card id="try" title="Try a model name">
      <form class="body" action="/router#try">
        <label for="name">Model the client sends</label>
        <input id="name" name="name" class="mono" value={name} placeholder="claude-haiku-4-5" />
        <button class="btn" type="submit">
          Try
        </button>
        {name !== "" && (
          <ol class="time" aria-label="Result">
            <li>
              {isModel && <Status tone="ok">A model here: served directly</Status>}
              {maps && <Status tone="ok">Becomes the default, {router.default}</Status>}
              {!isModel && !maps && <Status tone="off">Kept as it is</Status>}
            </li>
            <li>
              {background ? (
                <Status tone="ok">Background: goes to {router.background}</Status>
              ) : (
                <Status tone="off">Not background by its name</Status>
              )}
            </li>
          </ol>
        )}
      </form>
    </Card>
  );
}
