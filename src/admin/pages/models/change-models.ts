import type { ConfigEdit, EditPath } from "../../../config/edit.ts";
import { renameModel } from "../../../config/linked-edits.ts";
import type { FileMapping, FileModel } from "../../../config/schema.ts";
import { UserError } from "../../../errors.ts";
import { changeValue } from "../../edit/change-value.ts";
import {
  FieldError,
  type FormValues,
  isChecked,
  numberOf,
  requiredTextOf,
  textOf,
} from "../../edit/form-values.ts";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";

type Change = (open: OpenConfigFile, values: FormValues) => readonly ConfigEdit[];

interface FoundModel {
  readonly model: FileModel;
  readonly path: EditPath;
}

function findModel({ file }: OpenConfigFile, values: FormValues): FoundModel {
  const model = file.models.find(({ name }) => name === values.model);
  if (!model) throw new UserError(`There is no model "${values.model ?? ""}" any more.`);
  return { model, path: ["models", { name: model.name }] };
}

/** Two mappings may name the same provider and model; the priority tells them apart as far as it matters. */
function findMapping(open: OpenConfigFile, values: FormValues) {
  const { model, path } = findModel(open, values);
  const index = model.mappings.findIndex(
    ({ provider, actual_model, priority }) =>
      provider === values.mapping_provider &&
      actual_model === values.mapping_model &&
      String(priority) === values.mapping_priority,
  );
  const mapping = model.mappings[index];
  if (!mapping) throw new UserError(`The model "${model.name}" has no such mapping any more.`);
  return { model, mapping, path, mappingPath: [...path, "mappings", index] satisfies EditPath };
}

function checkNewName({ file }: OpenConfigFile, name: string): void {
  if (file.models.some((model) => model.name === name)) {
    throw new FieldError("name", `There is a model named "${name}" already.`);
  }
}

function readMapping(values: FormValues) {
  return {
    provider: requiredTextOf(values, "provider"),
    actual_model: requiredTextOf(values, "actual_model"),
  };
}

const add: Change = (open, values) => {
  const name = requiredTextOf(values, "name");
  checkNewName(open, name);
  const value = { name, mappings: [{ ...readMapping(values), priority: 1 }] };
  const append: ConfigEdit = { kind: "append", path: ["models"], value };
  return isChecked(values, "make_default")
    ? [append, ...changeValue(["router", "default"], open.file.router.default, name)]
    : [append];
};

const rename: Change = (open, values) => {
  const { model } = findModel(open, values);
  const name = requiredTextOf(values, "name");
  if (name === model.name) return [];
  checkNewName(open, name);
  return renameModel(open.config, model.name, name);
};

const remove: Change = (open, values) => [{ kind: "remove", path: findModel(open, values).path }];

const map: Change = (open, values) => {
  const { model, path } = findModel(open, values);
  const priority = Math.max(0, ...model.mappings.map((mapping) => mapping.priority)) + 1;
  return [{ kind: "append", path: [...path, "mappings"], value: { ...readMapping(values), priority } }];
};

const unmap: Change = (open, values) => [{ kind: "remove", path: findMapping(open, values).mappingPath }];

/** A price of which nothing is left goes whole: the built-in table has its say again. */
function changePrice(
  path: EditPath,
  written: NonNullable<FileMapping["price"]>,
  values: FormValues,
): readonly ConfigEdit[] {
  if (values.price_input === undefined) return [];
  const entered = { input: numberOf(values, "price_input"), output: numberOf(values, "price_output") };
  const left = Object.entries({ ...written, ...entered }).filter(([, value]) => value !== undefined);
  if (left.length === 0) return Object.keys(written).length === 0 ? [] : [{ kind: "remove", path }];
  return (["input", "output"] as const).flatMap((kind) =>
    changeValue([...path, kind], written[kind], entered[kind]),
  );
}

const edit: Change = (open, values) => {
  const { mapping, mappingPath: path } = findMapping(open, values);
  const { provider, actual_model: actualModel } = readMapping(values);
  return [
    ...changeValue([...path, "provider"], mapping.provider, provider),
    ...changeValue([...path, "actual_model"], mapping.actual_model, actualModel),
    ...changeValue(
      [...path, "reasoning_effort"],
      mapping.reasoning_effort,
      textOf(values, "reasoning_effort"),
    ),
    ...(["max_output_tokens", "context_window"] as const).flatMap((key) =>
      changeValue([...path, key], mapping[key], numberOf(values, key)),
    ),
    ...changePrice([...path, "price"], mapping.price ?? {}, values),
  ];
};

/** The order in which mappings are tried, as indexes into the file. */
function orderOf(mappings: readonly FileMapping[]): number[] {
  const priorityAt = (index: number): number => mappings[index]?.priority ?? 0;
  return [...mappings.keys()].sort((a, b) => priorityAt(a) - priorityAt(b));
}

/** Only priorities are written: two are exchanged, or all are counted anew where some are equal. */
const move: Change = (open, values) => {
  const { model, mapping, path } = findMapping(open, values);
  const order = orderOf(model.mappings);
  const at = order.indexOf(model.mappings.indexOf(mapping));
  const to = values.direction === "up" ? at - 1 : at + 1;
  const [moved, other] = [order[at], order[to]];
  if (moved === undefined || other === undefined) return [];
  const priorities = order.map((index) => model.mappings[index]?.priority ?? 0);
  const distinct = new Set(priorities).size === priorities.length;
  order[at] = other;
  order[to] = moved;
  return order.flatMap((index, place) =>
    changeValue(
      [...path, "mappings", index, "priority"],
      model.mappings[index]?.priority,
      distinct ? priorities[place] : place + 1,
    ),
  );
};

/** What the forms of the Models page do, by the last part of their address. */
export const modelChanges = { add, rename, remove, map, unmap, edit, move } as const satisfies Record<
  string,
  Change
>;
