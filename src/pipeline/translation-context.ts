import type { MessagesRequest } from "../protocols/anthropic/request.ts";
import type { DecodeContext } from "../protocols/protocol.ts";
import type { AttemptContext } from "./attempt.ts";

/** What of an attempt a protocol may know. */
type Surroundings = Pick<
  AttemptContext,
  "target" | "credential" | "session" | "wantsStream" | "newId" | "now"
>;

/** What a protocol needs to know of this attempt. */
export function translationContext(context: Surroundings, request: MessagesRequest): DecodeContext {
  const { target, session, credential } = context;
  const { mapping, provider, quirks } = target;
  const projectId = provider.projectId ?? credential?.projectId;
  return {
    model: mapping.actualModel,
    provenance: { provider: provider.name, model: mapping.actualModel },
    quirks,
    stream: context.wantsStream,
    ...(mapping.reasoningEffort !== undefined && { reasoningEffort: mapping.reasoningEffort }),
    ...(mapping.maxOutputTokens !== undefined && { maxOutputTokens: mapping.maxOutputTokens }),
    ...(session !== undefined && { sessionKey: session }),
    ...(projectId !== undefined && { projectId }),
    newId: context.newId,
    now: () => Math.floor(context.now() / 1000),
    request,
    toolNames: new Map(),
  };
}
