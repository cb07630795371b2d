import type { ThinkSign } from "../../../config/config.ts";
import type { ConfigEdit } from "../../../config/edit.ts";
import { changeValue } from "../../edit/change-value.ts";
import { type FormValues, isChecked, numberOf, requiredTextOf, textOf } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";

/** Every sign of `think_when`, in the words of the page. */
export const thinkSignTitles: Readonly<Record<ThinkSign, string>> = {
  enabled: "An explicit budget",
  plan: "Plan mode",
  ultrathink: "The word ultrathink",
  low: "Effort low",
  medium: "Effort medium",
  high: "Effort high",
  xhigh: "Effort xhigh",
  max: "Effort max",
};
export const thinkSigns = Object.keys(thinkSignTitles) as readonly ThinkSign[]; // keys of a literal

/** The box of one sign. */
export function signField(sign: ThinkSign): string {
  return `think_when_${sign}`;
}

/** Signs that stay keep their order in the file. */
function changeThinkSigns(current: readonly ThinkSign[], values: FormValues): readonly ConfigEdit[] {
  const checked = thinkSigns.filter((sign) => isChecked(values, signField(sign)));
  const kept = current.filter((sign) => checked.includes(sign));
  const entered = [...kept, ...checked.filter((sign) => !kept.includes(sign))];
  return changeValue(["router", "think_when"], current, entered);
}

/** The edits from the routes as written to the form as entered. */
export function changeRoutes({ file, config }: OpenConfigFile, values: FormValues): readonly ConfigEdit[] {
  const { router } = file;
  const optional = [
    "think",
    "websearch",
    "background",
    "long_context",
    "auto_map_regex",
    "background_regex",
  ] as const;
  return [
    ...changeValue(["router", "default"], router.default, requiredTextOf(values, "default")),
    ...optional.flatMap((key) => changeValue(["router", key], router[key], textOf(values, key))),
    ...changeValue(
      ["router", "long_context_tokens"],
      router.long_context_tokens,
      numberOf(values, "long_context_tokens"),
    ),
    ...changeValue(["router", "auto_map"], config.router.autoMap, isChecked(values, "auto_map")),
    ...changeThinkSigns(config.router.thinkWhen, values),
  ];
}
