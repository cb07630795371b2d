import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../../json.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";
import type { NamedTool } from "./name-tools.ts";
import type { ToolForm } from "./read-tools.ts";
import { growInput, unreadInput, unwrapInput } from "./unwrap-input.ts";

/** A call that the model makes. */
export interface Call extends Place {
  readonly callId: string;
  /** The tool under the client's own name. */
  readonly tool: NamedTool;
}

/** A call item that is being written; what it is pushed is the JSON of the arguments. */
export interface CallWriter extends ItemWriter {
  /** Whether the arguments came whole. Half a call must not be given as done: the client would run it. */
  isWhole(): boolean;
}

function isArguments(json: string): boolean {
  return json === "" || isJsonObject(parseJson(json));
}

function mayBeNull(schema: JsonValue | undefined): boolean {
  if (!isJsonObject(schema)) return false;
  const { type } = schema;
  if (typeof type === "string") return type === "null";
  // Without a plain type the schema may allow null in many ways.
  return !Array.isArray(type) || type.includes("null");
}

/**
 * Arguments as the client's parser takes them: an object, never empty, and without a null for an optional member that
 * knows none (Codex 0.169 answers "invalid type: null").
 */
function cleanArguments(json: string, { tool }: NamedTool): string {
  const value = parseJson(json === "" ? "{}" : json);
  if (!isJsonObject(value)) return json;
  const properties = isJsonObject(tool?.schema.properties) ? tool.schema.properties : {};
  const required = Array.isArray(tool?.schema.required) ? tool.schema.required : [];
  const isStray = (key: string): boolean =>
    value[key] === null && key in properties && !required.includes(key) && !mayBeNull(properties[key]);
  if (!Object.keys(value).some(isStray)) return json === "" ? "{}" : json;
  return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([key]) => !isStray(key))));
}

function namesOf({ callId, tool }: Call): JsonObject {
  return { call_id: callId, name: tool.name, ...(tool.namespace && { namespace: tool.namespace }) };
}

function writeFunctionCall(emit: Emit, call: Call): CallWriter {
  const { item_id, output_index, tool } = call;
  let json = "";
  const item = (status: string, args: string): JsonObject => ({
    id: item_id,
    type: "function_call",
    status,
    ...namesOf(call),
    arguments: args,
  });
  return {
    announced: item("in_progress", ""),
    open() {},
    push(piece) {
      json += piece;
      emit("response.function_call_arguments.delta", { item_id, output_index, delta: piece });
    },
    close() {
      const args = cleanArguments(json, tool);
      emit("response.function_call_arguments.done", {
        item_id,
        output_index,
        name: tool.name,
        arguments: args,
      });
      return item("completed", args);
    },
    cut: () => item("incomplete", json),
    isWhole: () => isArguments(json),
  };
}

function writeCustomCall(emit: Emit, call: Call): CallWriter {
  const { item_id, output_index } = call;
  let reading = unreadInput;
  let sent = "";
  const item = (status: string, input: string): JsonObject => ({
    id: item_id,
    type: "custom_tool_call",
    status,
    ...namesOf(call),
    input,
  });
  const send = (delta: string): void => {
    if (delta === "") return;
    sent += delta;
    emit("response.custom_tool_call_input.delta", { item_id, output_index, delta });
  };
  return {
    announced: item("in_progress", ""),
    open() {},
    push(piece) {
      const [next, text] = growInput(reading, piece);
      reading = next;
      send(text);
    },
    close() {
      const input = unwrapInput(reading.json);
      if (input.startsWith(sent)) send(input.slice(sent.length));
      emit("response.custom_tool_call_input.done", { item_id, output_index, input });
      return item("completed", input);
    },
    cut: () => item("incomplete", sent),
    isWhole: () => isArguments(reading.json),
  };
}

/** A call whose item has no events of its own and comes whole. */
function writeWholeCall(call: Call, form: (args: JsonObject) => JsonObject): CallWriter {
  let json = "";
  const item = (status: string): JsonObject => {
    const value = parseJson(json);
    return { id: call.item_id, call_id: call.callId, status, ...form(isJsonObject(value) ? value : {}) };
  };
  return {
    announced: item("in_progress"),
    open() {},
    push(piece) {
      json += piece;
    },
    close: () => item("completed"),
    cut: () => item("incomplete"),
    isWhole: () => isArguments(json),
  };
}

const writers: Readonly<Record<ToolForm, (emit: Emit, call: Call) => CallWriter>> = {
  function: writeFunctionCall,
  custom: writeCustomCall,
  tool_search: (_emit, call) =>
    writeWholeCall(call, (args) => ({ type: "tool_search_call", execution: "client", arguments: args })),
  local_shell: (_emit, call) =>
    writeWholeCall(call, (args) => ({
      type: "local_shell_call",
      action: { type: "exec", command: [], env: {}, ...args },
    })),
};

/** Item id prefixes as OpenAI's own look. */
export const callIdPrefixes = {
  function: "fc_",
  custom: "ctc_",
  tool_search: "tsc_",
  local_shell: "lsh_",
} as const satisfies Record<ToolForm, string>;

/** Writes a call in the form its tool was declared in: Codex aborts a call that comes in another. */
export function writeCall(emit: Emit, call: Call): CallWriter {
  return writers[call.tool.form](emit, call);
}
