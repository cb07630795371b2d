/** How one host's Chat Completions differs from the plain form. Each member is honoured in exactly one place. */
export interface ChatQuirks {
  /** Spelling of the output limit. `by_model`: `max_completion_tokens` for OpenAI's o-series and gpt-5 on. */
  readonly maxTokensField: "max_tokens" | "max_completion_tokens" | "by_model";
  /** `by_model`: OpenAI's reasoning families want `developer`; others reject it. */
  readonly systemRole: "system" | "by_model";
  /** A `role: "system"` message in mid-conversation: as a user text in a reminder tag, or in place under the system role. */
  readonly midSystem: "user" | "in_place";
  /** Whether `stream_options.include_usage` may be sent. Mistral refuses it and returns usage anyway. */
  readonly streamOptions: boolean;
  /** OpenAI pads its chunks with random text (`obfuscation`) unless `stream_options` tells it not to. */
  readonly padsStream: boolean;
  /** What an assistant turn must carry of its own reasoning. */
  readonly reasoningReplay:
    | "none"
    /** `reasoning_content` where there is any. */
    | "content"
    /** `reasoning_content` on every turn with tool calls, even empty: DeepSeek V4 answers 400 without it. */
    | "content_always"
    /** As before but never empty (Kimi). */
    | "content_non_empty"
    /** OpenRouter's `reasoning_details`, unmodified and in order. */
    | "details"
    /** `<think>` text in front of the content (MiniMax). */
    | "think_tags";
  /** How thinking is asked for. */
  readonly thinkingControl:
    | "none"
    /** `reasoning_effort` low to high: hosts of open models. */
    | "effort"
    /** `reasoning_effort` with OpenAI's per-model subsets. */
    | "effort_by_model"
    /** `reasoning: { effort | max_tokens | enabled }` (OpenRouter). */
    | "reasoning_object"
    /** `thinking: { type }` (z.ai, Moonshot). */
    | "thinking_type"
    /** `thinking: { type }` with `reasoning_effort` high or max (DeepSeek). */
    | "thinking_type_effort"
    /** `enable_thinking` and `thinking_budget` (DashScope, SiliconFlow). */
    | "enable_thinking"
    /** `chat_template_kwargs.enable_thinking` (vLLM, SGLang). */
    | "template_kwargs";
  /**
   * How an answer is held to a JSON Schema: by `response_format`; by JSON mode with the schema told in the system text
   * (DeepSeek); or by the system text alone.
   */
  readonly structuredOutput: "json_schema" | "json_object" | "prompt";
  /** Mistral wants exactly nine letters and digits; OpenAI at most 40 characters. */
  readonly toolIds: "max_40" | "nine_alphanumeric";
  /** Whether a user may speak right after tool messages. Mistral answers 400 code 3230 (`Unexpected role 'user'`). */
  readonly userAfterTool: boolean;
  /** Spelling of Anthropic's `any`; `auto` where the host refuses to be forced. */
  readonly forcedToolChoice: "required" | "any" | "auto";
  readonly parallelToolCalls: boolean;
  /** Whether user messages may carry PDFs as `file` parts. */
  readonly fileParts: boolean;
  /** `content` beside tool calls when there is no text. */
  readonly emptyContent: null | "";
  /** xAI counts reasoning tokens outside `completion_tokens`. */
  readonly reasoningOutsideCompletion: boolean;
  /** OpenAI's reasoning models refuse `temperature`, `top_p` and `stop`. */
  readonly samplingByModel: boolean;
  /** OpenRouter's web search plugin is available. */
  readonly webSearchPlugin: boolean;
  /** `top_k` is understood (vLLM, SGLang, OpenRouter). */
  readonly topK: boolean;
  /** OpenAI itself takes a `prompt_cache_key`; it gets the hash of the session, never the client's raw id. */
  readonly promptCacheKey: boolean;
}

export const plainChat: ChatQuirks = {
  maxTokensField: "max_tokens",
  systemRole: "system",
  midSystem: "user",
  streamOptions: true,
  padsStream: false,
  reasoningReplay: "none",
  thinkingControl: "effort",
  structuredOutput: "json_schema",
  toolIds: "max_40",
  userAfterTool: true,
  forcedToolChoice: "required",
  parallelToolCalls: true,
  fileParts: false,
  emptyContent: "",
  reasoningOutsideCompletion: false,
  samplingByModel: false,
  webSearchPlugin: false,
  topK: false,
  promptCacheKey: false,
};
