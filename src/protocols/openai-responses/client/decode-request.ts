import { RequestError } from "../../../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import type { Sliced } from "../../../sliced.ts";
import type { Effort, MessagesRequest } from "../../anthropic/request.ts";
import type { Drop } from "./decode-content.ts";
import { decodeInput, mentionedTools } from "./decode-input.ts";
import { decodeTools } from "./decode-tools.ts";
import { nameTools, type ToolNaming } from "./name-tools.ts";
import { readItems } from "./read-items.ts";
import { readTools } from "./read-tools.ts";
import { echoOf } from "./response-object.ts";

/** A client's request in the hub's shape, and what its answer depends on. */
export interface ResponsesRequest {
  readonly request: MessagesRequest;
  readonly dropped: readonly string[];
  readonly naming: ToolNaming;
  /** Whether the answer must be one compaction item. */
  readonly compacts: boolean;
  /** What the answer repeats of the request. */
  readonly echo: JsonObject;
}

/** OpenAI's efforts and Codex's `ultra` in the hub's terms. */
const efforts: Readonly<Record<string, Effort>> = {
  none: "none",
  minimal: "minimal",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "max",
  ultra: "max",
};

/** Reasoning models always think; so a client that speaks of reasoning wants thinking unless it says `none`. */
function decodeReasoning({ reasoning }: JsonObject): Partial<MessagesRequest> {
  if (!isJsonObject(reasoning)) return {};
  const effort = typeof reasoning.effort === "string" ? efforts[reasoning.effort] : undefined;
  if (effort === "none") return { thinking: { type: "disabled" } };
  if (!effort && !reasoning.summary) return {};
  return {
    thinking: { type: "adaptive", display: reasoning.summary ? "summarized" : "omitted" },
    ...(effort && { output_config: { effort } }),
  };
}

const jsonInstruction = "Answer with one JSON object and nothing else.";

/** `text.format`: a schema the hub knows; the looser `json_object` can only be asked for in words. */
function decodeFormat({ text }: JsonObject, drop: Drop): { format?: JsonObject; instruction?: string } {
  if (!isJsonObject(text)) return {};
  if (text.verbosity) drop("text.verbosity");
  const { format } = text;
  if (!isJsonObject(format)) return {};
  if (format.type === "json_object") return { instruction: jsonInstruction };
  if (format.type !== "json_schema" || !isJsonObject(format.schema)) return {};
  return { format: { type: "json_schema", schema: format.schema } };
}

function numberIn(body: JsonObject, key: string): number | undefined {
  const value = body[key];
  return typeof value === "number" ? value : undefined;
}

function decodeLimits(body: JsonObject): Partial<MessagesRequest> {
  const max_tokens = numberIn(body, "max_output_tokens");
  const temperature = numberIn(body, "temperature");
  const top_p = numberIn(body, "top_p");
  return {
    ...(max_tokens !== undefined && { max_tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { top_p }),
  };
}

/** What names the user's session, best first: Codex and SDKs use the cache key for it. */
function decodeUser(body: JsonObject): Partial<MessagesRequest> {
  const user_id = [body.prompt_cache_key, body.safety_identifier, body.user].find(
    (value) => typeof value === "string" && value !== "",
  );
  return typeof user_id === "string" ? { metadata: { user_id } } : {};
}

/** Members that ask for something only a server with a memory can give. */
function refuseStoredState(body: JsonObject): void {
  if (typeof body.previous_response_id === "string") {
    throw new RequestError(
      "invalid_request",
      `Previous response with id '${body.previous_response_id}' not found: nothing is stored here, send the whole input.`,
      undefined,
      "previous_response_not_found",
    );
  }
  for (const member of ["conversation", "prompt"] as const) {
    if (body[member] === undefined || body[member] === null) continue;
    throw new RequestError("invalid_request", `${member}: nothing is stored here, send the whole input.`);
  }
  if (body.background === true) throw new RequestError("invalid_request", "background: not supported here.");
}

/** Members that have a meaning which no other provider can be told. */
const lostMembers = ["service_tier", "truncation", "max_tool_calls", "top_logprobs", "metadata"] as const;

function nameLosses(body: JsonObject, drop: Drop): void {
  for (const member of lostMembers) {
    const value = body[member];
    const says = isJsonObject(value) ? Object.keys(value).length > 0 : value !== undefined && value !== null;
    if (says && value !== "auto" && value !== "default" && value !== "disabled" && value !== 0) drop(member);
  }
}

/**
 * Decodes a body of `POST /v1/responses`, of an OpenAI SDK or of Codex CLI in any of its dialects.
 * @throws RequestError `invalid_request` naming the member that is wrong or asks for stored state.
 */
export function* decodeResponsesRequest(body: JsonValue): Sliced<ResponsesRequest> {
  if (!isJsonObject(body))
    throw new RequestError("invalid_request", "The request body must be a JSON object.");
  if (typeof body.model !== "string" || body.model === "")
    throw new RequestError("invalid_request", "model: must be a non-empty string");
  refuseStoredState(body);
  const dropped = new Set<string>();
  const drop: Drop = (name) => dropped.add(name);
  const items = yield* readItems(body.input);
  const clientTools = readTools(body.tools, items);
  clientTools.dropped.forEach(drop);
  const naming = nameTools(clientTools.tools, mentionedTools(items));
  const input = yield* decodeInput(items, naming, drop);
  const compacts = items.some(({ type }) => type === "compaction_trigger");
  const tools = decodeTools(body, clientTools, naming, drop);
  const { format, instruction } = decodeFormat(body, drop);
  const reasoning = decodeReasoning(body);
  nameLosses(body, drop);
  const system = [body.instructions, ...input.system.map(({ text }) => text), instruction].filter(
    (text) => typeof text === "string" && text !== "",
  );
  const request: MessagesRequest = {
    model: body.model,
    messages: input.messages,
    ...(system.length > 0 && { system: system.map((text) => ({ type: "text", text: String(text) })) }),
    ...(body.stream === true && { stream: true }),
    ...tools,
    ...(compacts && tools.tools && { tool_choice: { type: "none" } }),
    ...reasoning,
    ...(format && { output_config: { ...reasoning.output_config, format } }),
    ...decodeLimits(body),
    ...decodeUser(body),
  };
  return { request, dropped: [...dropped], naming, compacts, echo: echoOf(body) };
}
