/** What it means for the answer that a part of the request was left out, by the part's name. */
const effects: Readonly<Record<string, string>> = {
  thinking: "Earlier reasoning is not shown to the model",
  reasoning: "The model thinks as it does by default",
  reasoning_effort: "The model thinks as it does by default",
  temperature: "The model samples as it does by default",
  top_p: "The model samples as it does by default",
  top_k: "The model samples as it does by default",
  stop_sequences: "Some of them do not end the answer",
  tool_choice: "The model chooses its tools freely",
  disable_parallel_tool_use: "Several tools may be called at once",
  cache_control: "The host caches in its own way, or not at all",
  context_management: "The provider clears no old thinking",
  compaction: "The conversation is not shortened by the host",
  "output_config.format": "The answer may not keep to the schema",
  "messages.output_config": "Effort and format of single turns are not asked",
  "text.verbosity": "The answer is as long as the model likes",
  "tool:web_search": "The model cannot search by itself",
};

/** Names of kinds of content end with what was of that kind: `block:video`. */
const unseen = /^(?:block|part|item|image|document|source):/;

/** The effect in words; empty where the name says all that is known. */
export function effectOfLoss(name: string): string {
  if (Object.hasOwn(effects, name)) return effects[name] ?? "";
  if (unseen.test(name)) return "The model does not see it";
  return name.startsWith("tool:") ? "The model cannot call it" : "";
}
