import type { ProtocolId } from "../protocols/protocol.ts";
import type { Capabilities } from "../providers/row.ts";
import type { Target } from "./target.ts";

/** What a request holds that not every target can take. */
export interface Requirements {
  readonly images: boolean;
  readonly documents: boolean;
  readonly tools: boolean;
  /** A web search that the provider runs; without it the request has no point. */
  readonly webSearch: boolean;
}

const words: Readonly<Record<keyof Requirements, string>> = {
  images: "images",
  documents: "documents",
  tools: "tools",
  webSearch: "web search",
};

/** Whether the host runs a web search itself, in the format it is spoken to in. */
export function runsWebSearch(
  { protocol, quirks }: Pick<Target, "protocol" | "quirks">,
  client: ProtocolId,
): boolean {
  // An OpenAI client asks an OpenAI host in that host's own words, which only the host can judge.
  if (protocol === client && protocol !== "anthropic") return true;
  switch (protocol) {
    case "anthropic":
      return quirks.anthropic.serverTools;
    case "openai-chat":
      return quirks.chat.webSearchPlugin;
    case "openai-responses":
      return quirks.responses.webSearch;
    case "gemini":
      return true;
  }
}

/** What of the request a target cannot take, in words; `undefined` when it can take all. */
export function missingCapability(
  needs: Requirements,
  has: Capabilities & { readonly webSearch: boolean },
): string | undefined {
  const able: Record<keyof Requirements, boolean> = {
    images: has.images ?? true,
    documents: has.documents ?? true,
    tools: has.tools ?? true,
    webSearch: has.webSearch,
  };
  const lacking = (["images", "documents", "tools", "webSearch"] as const).filter(
    (need) => !able[need] && needs[need],
  );
  return lacking.length === 0 ? undefined : `cannot take ${lacking.map((need) => words[need]).join(" and ")}`;
}
