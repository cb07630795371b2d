import type { Buffer } from "node:buffer";
import type { JsonEdit } from "../../http/json-splice.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { Provenance } from "../protocol.ts";
import { unwrapSummary } from "./client/compaction.ts";
import { isCcmReasoning, unwrapThinking } from "./client/thinking-envelope.ts";
import type { ResponsesQuirks } from "./quirks.ts";
import { backendMembers, fallbackInstructions } from "./target/chatgpt-backend.ts";
import { readReasoning } from "./target/reasoning-carrier.ts";

/*
 * What must change in a Responses body that is relayed to a Responses host: what ccm itself put into an earlier answer
 * of the session, which no host can read, and what the ChatGPT backend refuses.
 */

/** Where the body goes. */
export interface ResponsesRelay {
  readonly quirks: ResponsesQuirks;
  readonly provenance: Provenance;
}

/** Whether a body needs edits; decided on the raw text, without parsing it. */
export function needsResponsesEdits(body: Buffer, { chatgptBackend }: ResponsesQuirks): boolean {
  return chatgptBackend || body.includes('"ccm-');
}

/** Reasoning that ccm wrapped goes back unwrapped to its maker, and to nobody else. */
function reasoningEdits(encrypted: string, position: number, provenance: Provenance): JsonEdit[] {
  const block = unwrapThinking(encrypted, "");
  const own = block?.type === "thinking" ? readReasoning(block.signature, provenance) : undefined;
  const path = ["input", position];
  if (!own) return [{ path, remove: true }];
  const { id, encrypted: encrypted_content } = own;
  return [{ path, value: { type: "reasoning", ...(id && { id }), summary: [], encrypted_content } }];
}

function itemEdits(item: JsonValue, position: number, { provenance, quirks }: ResponsesRelay): JsonEdit[] {
  if (!isJsonObject(item)) return [];
  const { type, role, encrypted_content } = item;
  const path = ["input", position];
  if (typeof encrypted_content === "string") {
    if (isCcmReasoning(encrypted_content)) return reasoningEdits(encrypted_content, position, provenance);
    const summary = type === "compaction" ? unwrapSummary(encrypted_content) : undefined;
    if (summary !== undefined) return [{ path, value: userMessage(summary) }];
  }
  return quirks.chatgptBackend && role === "system" ? [{ path: [...path, "role"], value: "developer" }] : [];
}

function userMessage(text: string): JsonObject {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

/** The ChatGPT backend's contract: only these members, no storage, always a stream, a prompt, a list as input. */
function backendEdits(body: JsonObject): JsonEdit[] {
  const refused = Object.keys(body).filter(
    (member) => !backendMembers.has(member) || (member === "service_tier" && body[member] !== "priority"),
  );
  const { instructions, input, include, client_metadata } = body;
  // Codex's own requests (0.169) name themselves and have their prompt in the input.
  const isPrompted = Boolean(instructions) || isJsonObject(client_metadata);
  return [
    ...refused.map((member): JsonEdit => ({ path: [member], remove: true })),
    { path: ["store"], value: false },
    { path: ["stream"], value: true },
    ...(isPrompted ? [] : [{ path: ["instructions"], value: fallbackInstructions }]),
    ...(typeof input === "string" ? [{ path: ["input"], value: [userMessage(input)] }] : []),
    ...(include ? [] : [{ path: ["include"], value: ["reasoning.encrypted_content"] }]),
  ];
}

/** The edits for one relay, from the parsed body. */
export function responsesRelayEdits(body: JsonObject, relay: ResponsesRelay): readonly JsonEdit[] {
  const items = Array.isArray(body.input) ? body.input : [];
  return [
    ...items.flatMap((item, position) => itemEdits(item, position, relay)),
    ...(relay.quirks.chatgptBackend ? backendEdits(body) : []),
  ];
}
