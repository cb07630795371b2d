import type { MessagesRequest, Tool } from "../anthropic/request.ts";

/** Claude Code declares it so that deferred tools stay out of the prompt; it says of itself that it is never called. */
const placeholderName = "DeferredToolPlaceholder";

/** The tools that a model of another host should be told of. */
export function offeredTools(request: MessagesRequest): readonly Tool[] {
  return (request.tools ?? []).filter((tool) => tool.name !== placeholderName);
}
