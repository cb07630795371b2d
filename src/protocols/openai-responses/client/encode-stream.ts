import type { AnswerBlock, Delta, MessageDelta, MessageEvent, StopReason } from "../../anthropic/events.ts";
import type { ClientFailure, EncodeContext } from "../../protocol.ts";
import type { ResponsesRequest } from "./decode-request.ts";
import { encodeStreamError } from "./encode-error.ts";
import { encodeResponsesUsage } from "./encode-usage.ts";
import type { Emit, ItemWriter, Place } from "./item-writer.ts";
import { type EventSink, type OpenItem, ResponseWriter } from "./response-writer.ts";
import { wrapRedacted, wrapSignature } from "./thinking-envelope.ts";
import { type CallWriter, callIdPrefixes, writeCall } from "./write-call.ts";
import { writeCompaction } from "./write-compaction.ts";
import { writeMessage } from "./write-message.ts";
import { writeReasoning } from "./write-reasoning.ts";
import { type SearchWriter, writeSearch } from "./write-search.ts";

/** Takes what comes inside one hub block. */
interface BlockReader {
  delta(delta: Delta): void;
  stop(): void;
}

const ignored: BlockReader = { delta() {}, stop() {} };

/** Ends that cut an answer off. Codex shows the reason and stops; to an SDK it is the plain truth. */
const cutting: ReadonlySet<StopReason> = new Set(["max_tokens", "model_context_window_exceeded"]);

/** Turns hub events into the events of a Responses stream, each tool call in the form its client declared. */
export class ResponsesEncoder {
  readonly #client: ResponsesRequest;
  readonly #writer: ResponseWriter;
  #block: BlockReader = ignored;
  /** A call whose arguments ended early: done or cut, as the end of the answer will tell. */
  #half: OpenItem<CallWriter> | undefined;
  /** Searches that wait for their results, by the id of their call. */
  readonly #searches = new Map<string, OpenItem<SearchWriter>>();
  /** All text of an answer that is to become one compaction item. */
  #summary = "";
  #ending: MessageDelta | undefined;

  constructor(client: ResponsesRequest, context: EncodeContext, sink: EventSink) {
    this.#client = client;
    this.#writer = new ResponseWriter(client.echo, context, sink);
  }

  write(event: MessageEvent): void {
    switch (event.type) {
      case "message_start":
        this.#writer.begin();
        break;
      case "content_block_start":
        this.#block = this.#open(event.content_block);
        break;
      case "content_block_delta":
        this.#block.delta(event.delta);
        break;
      case "content_block_stop":
        this.#block.stop();
        this.#block = ignored;
        break;
      case "message_delta":
        this.#ending = event;
        break;
      case "message_stop":
        if (this.#ending) this.#conclude(this.#ending);
        break;
      case "ping":
        break;
    }
  }

  fail(failure: ClientFailure): void {
    const error = encodeStreamError(failure);
    // A relayed stream began elsewhere, under an id that is not known here: OpenAI's SDK would stumble over a response
    // of another id and is told by an `error` first, which Codex passes over.
    if (!this.#writer.hasBegun()) this.#writer.emit("error", { ...error, param: null });
    this.#writer.end("failed", { error });
  }

  #announce<Writer extends ItemWriter>(
    idPrefix: string,
    make: (emit: Emit, place: Place) => Writer,
  ): OpenItem<Writer> {
    this.#settleHalf(false);
    return this.#writer.announce(idPrefix, make);
  }

  #open(block: AnswerBlock): BlockReader {
    if (this.#client.compacts) return block.type === "text" ? this.#readSummary() : ignored;
    switch (block.type) {
      case "text":
        return this.#readText(block.text);
      case "thinking":
        return this.#readThinking();
      case "redacted_thinking": {
        const item = this.#announce("rs_", writeReasoning);
        item.writer.encrypt(wrapRedacted(block.data));
        this.#writer.finish(item);
        return ignored;
      }
      case "tool_use":
        return this.#readCall(block.id, block.name);
      case "server_tool_use":
        return block.name === "web_search" ? this.#readSearch(block.id) : ignored;
      case "web_search_tool_result":
        this.#onResult(block);
        return ignored;
    }
  }

  #readSummary(): BlockReader {
    return {
      delta: (delta) => {
        if (delta.type === "text_delta") this.#summary += delta.text;
      },
      stop() {},
    };
  }

  /** An item is announced with its first words: an empty block is nothing to the client. */
  #readText(beginning: string): BlockReader {
    let item: OpenItem<ItemWriter> | undefined;
    const push = (text: string): void => {
      if (text === "") return;
      item ??= this.#announce("msg_", writeMessage);
      item.writer.push(text);
    };
    push(beginning);
    return {
      delta(delta) {
        if (delta.type === "text_delta") push(delta.text);
      },
      stop: () => {
        if (item) this.#writer.finish(item);
      },
    };
  }

  #readThinking(): BlockReader {
    let item: OpenItem<ReturnType<typeof writeReasoning>> | undefined;
    return {
      delta: (delta) => {
        if (delta.type === "thinking_delta" && delta.thinking !== "") {
          item ??= this.#announce("rs_", writeReasoning);
          item.writer.push(delta.thinking);
        } else if (delta.type === "signature_delta") {
          item ??= this.#announce("rs_", writeReasoning);
          item.writer.encrypt(wrapSignature(delta.signature));
        }
      },
      stop: () => {
        if (item) this.#writer.finish(item);
      },
    };
  }

  #readCall(callId: string, hubName: string): BlockReader {
    const tool = this.#client.naming.find(hubName) ?? { form: "function", name: hubName };
    const item = this.#announce(callIdPrefixes[tool.form], (emit, place) =>
      writeCall(emit, { ...place, callId, tool }),
    );
    return {
      delta(delta) {
        if (delta.type === "input_json_delta" && delta.partial_json !== "")
          item.writer.push(delta.partial_json);
      },
      stop: () => {
        if (item.writer.isWhole()) this.#writer.finish(item);
        else this.#half = item;
      },
    };
  }

  #settleHalf(cutOff: boolean): void {
    const half = this.#half;
    if (!half) return;
    this.#half = undefined;
    if (cutOff) this.#writer.cut(half);
    else this.#writer.finish(half);
  }

  #readSearch(id: string): BlockReader {
    const item = this.#announce("ws_", writeSearch);
    this.#searches.set(id, item);
    return {
      delta(delta) {
        if (delta.type === "input_json_delta") item.writer.push(delta.partial_json);
      },
      stop() {},
    };
  }

  #onResult({ tool_use_id, content }: Extract<AnswerBlock, { type: "web_search_tool_result" }>): void {
    const search = this.#searches.get(tool_use_id);
    if (!search) return;
    this.#searches.delete(tool_use_id);
    search.writer.find(content);
    this.#writer.finish(search);
  }

  /** Codex shows no refusal and repeats a filtered answer; so a refusal without words gets some. */
  #explainRefusal({ delta }: MessageDelta): void {
    if (delta.stop_reason !== "refusal" || this.#writer.holds("message")) return;
    const explanation = delta.stop_details?.explanation;
    const text = typeof explanation === "string" && explanation !== "" ? explanation : undefined;
    this.#readText(text ?? "The model refused to answer.").stop();
  }

  #conclude(ending: MessageDelta): void {
    const { stop_reason } = ending.delta;
    const cutOff = cutting.has(stop_reason);
    this.#settleHalf(cutOff);
    for (const search of this.#searches.values()) this.#writer.finish(search);
    if (this.#client.compacts) {
      // An empty summary would wipe the conversation out; Codex tries again after a failure.
      if (this.#summary.trim() === "") {
        this.#failCompaction();
        return;
      }
      this.#writer.finish(this.#announce("cmp_", writeCompaction(this.#summary)));
    } else {
      this.#explainRefusal(ending);
    }
    this.#writer.end(cutOff ? "incomplete" : "completed", {
      usage: encodeResponsesUsage(ending.usage),
      incomplete_details: cutOff ? { reason: "max_output_tokens" } : null,
    });
  }

  #failCompaction(): void {
    this.#writer.end("failed", {
      error: { code: "server_error", message: "the model wrote no summary of the conversation" },
    });
  }
}
