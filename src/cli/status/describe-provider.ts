import type { ToldCooldown } from "../../admin/cooldown-json.ts";
import { plural } from "../plural.ts";
import type { ProviderLine } from "../provider/list.ts";

/** How a provider stands, its cooldowns in mind; `ok` where at least one of its models would be called. */
export function describeProvider(
  { name, state, keys }: ProviderLine,
  cooldowns: readonly ToldCooldown[],
): { readonly words: string; readonly ok: boolean } {
  if (!state.startsWith("ready")) return { words: state, ok: state === "disabled" };
  const own = cooldowns.filter(({ key }) => key.provider === name);
  const wide = own.filter(({ key }) => key.model === undefined);
  const [first] = wide;
  if (first && wide.length >= Math.max(1, keys.length)) {
    return { words: `cooling down: ${first.cause}`, ok: false };
  }
  const models = new Set(own.flatMap(({ key }) => key.model ?? [])).size;
  const rests = [
    ...(wide.length > 0 ? [`${wide.length} of ${plural(keys.length, "key")} cooling down`] : []),
    ...(models > 0 ? [`${plural(models, "model")} cooling down`] : []),
  ];
  return { words: [state, ...rests].join(", "), ok: true };
}
