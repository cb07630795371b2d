import type { DecodeContext } from "../../protocol.ts";
import type { ToolCall } from "./tool-calls.ts";

/** Ids of the calls that the client already knows. */
function* knownIds({ request }: DecodeContext): Generator<string> {
  for (const { content } of request.messages) {
    if (typeof content === "string") continue;
    for (const block of content) if (block.type === "tool_use") yield block.id;
  }
}

/**
 * The id under which the client knows a call: the host's own where it can be, in the characters that Anthropic allows.
 * Hosts leave ids out, and give the same one (`call_0`) in every turn; Claude Code then loses all calls but the first.
 */
export function claimToolId(wireId: string, calls: readonly ToolCall[], context: DecodeContext): string {
  const id = wireId.replace(/[^a-zA-Z0-9_-]/g, "_");
  const taken =
    id === "" || calls.some((call) => call.id === id) || knownIds(context).some((known) => known === id);
  return taken ? context.newId("toolu_") : id;
}
