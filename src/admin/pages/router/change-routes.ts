import type { ThinkSign } from "../../../config/config.ts";
import type { ConfigEdit } from "../../../config/edit.ts";
import { changeValue } from "../../edit/change-value.ts";
import { type FormValues, isChecked, numberOf, requiredTextOf, textOf } from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";
import { efforts } from "../../state/efforts.ts";

/** Signs of `think_when` that are no levels of effort, in the words of the page. A level means itself and all above it. */
export const otherSigns = [
  { sign: "enabled", title: "An explicit budget" },
  { sign: "plan", title: "Plan mode" },
  { sign: "ultrathink", title: "The word ultrathink" },
] as const satisfies readonly { readonly sign: ThinkSign; readonly title: string }[];

/** The box of one sign. */
export function signField(sign: ThinkSign): string {
  return `think_when_${sign}`;
}

/** The lowest level of effort among the signs: it decides. */
export function effortOf(signs: readonly ThinkSign[]): ThinkSign | undefined {
  return efforts.find((level) => signs.includes(level));
}

/** Signs that stay keep their order in the file, and levels that the lowest makes idle stay with it. */
function changeThinkSigns(current: readonly ThinkSign[], values: FormValues): readonly ConfigEdit[] {
  const entered = isChecked(values, "think_when_effort")
    ? efforts.find((level) => level === values.think_effort)
    : undefined;
  const levels = entered === effortOf(current) ? efforts.filter((level) => current.includes(level)) : [];
  const effort = entered !== undefined && levels.length === 0 ? [entered] : levels;
  const checked: readonly ThinkSign[] = [
    ...otherSigns.map(({ sign }) => sign).filter((sign) => isChecked(values, signField(sign))),
    ...effort,
  ];
  const kept = current.filter((sign) => checked.includes(sign));
  return changeValue(["router", "think_when"], current, [
    ...kept,
    ...checked.filter((sign) => !kept.includes(sign)),
  ]);
}

/** The edits from the routes as written to the form as entered. */
export function changeRoutes({ file, config }: OpenConfigFile, values: FormValues): readonly ConfigEdit[] {
  const { router } = file;
  const optional = ["think", "websearch", "background", "auto_map_regex", "background_regex"] as const;
  return [
    ...changeValue(["router", "default"], router.default, requiredTextOf(values, "default")),
    ...optional.flatMap((key) => changeValue(["router", key], router[key], textOf(values, key))),
    ...changeValue(["router", "auto_map"], config.router.autoMap, isChecked(values, "auto_map")),
    ...changeThinkSigns(config.router.thinkWhen, values),
  ];
}

/** The same for the card of long requests. */
export function changeLongContext({ file }: OpenConfigFile, values: FormValues): readonly ConfigEdit[] {
  const { router } = file;
  return [
    ...changeValue(["router", "long_context"], router.long_context, textOf(values, "long_context")),
    ...changeValue(
      ["router", "long_context_tokens"],
      router.long_context_tokens,
      numberOf(values, "long_context_tokens"),
    ),
  ];
}
