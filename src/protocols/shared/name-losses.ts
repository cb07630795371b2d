import { knownMembers, type MessagesRequest } from "../anthropic/request.ts";

/** Whether any block, also inside a tool result, bears a member of this name. */
function someBlockHas(blocks: unknown, member: string): boolean {
  if (!Array.isArray(blocks)) return false;
  return blocks.some(
    (block: object) => member in block || ("content" in block && someBlockHas(block.content, member)),
  );
}

/**
 * Names what a provider of another format is never told, whatever its quirks: top-level members outside the hub's own
 * (`context_management`, `safeguards`, …), cache marks on blocks, and the effort that Claude Code sets on a message.
 */
export function nameLosses(request: MessagesRequest, drop: (name: string) => void): void {
  for (const member of Object.keys(request)) if (!knownMembers.has(member)) drop(member);
  const contents = [request.system, ...request.messages.map((message) => message.content)];
  if (contents.some((content) => someBlockHas(content, "cache_control"))) drop("cache_control");
  if (request.messages.some((message) => "output_config" in message)) drop("messages.output_config");
}
