import type { JsonObject } from "../../json.ts";
import type { DecodeState } from "./decode-state.ts";
import type { FunctionCall } from "./read-chunk.ts";
import { assembleArgs, continueCall, type StreamedCall } from "./streamed-call.ts";
import { carryOps, type DecodeStep, writeAnswer } from "./write-answer.ts";

function safeId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "_");
}

/** An id that Anthropic's clients accept, and that no other call of this conversation has. */
function clientId({ context, callIds }: DecodeState, id: string | undefined): string {
  if (!id) return context.newId("toolu_");
  const safe = safeId(id);
  const isTaken =
    callIds.some((other) => safeId(other) === safe) ||
    context.request.messages.some(
      ({ content }) =>
        typeof content !== "string" &&
        content.some((block) => block.type === "tool_use" && block.id === safe),
    );
  return isTaken ? context.newId("toolu_") : safe;
}

function writeCall(
  state: DecodeState,
  call: FunctionCall,
  input: JsonObject,
  signature: string | undefined,
): DecodeStep {
  const carrier = signature === undefined ? state.carrier : { ...state.carrier, call: signature };
  const name = call.name ?? "";
  return writeAnswer(
    {
      ...state,
      carrier: undefined,
      answered: true,
      callIds: call.id ? [...state.callIds, call.id] : state.callIds,
    },
    [
      ...carryOps({ ...state, carrier }),
      {
        op: "block",
        block: {
          type: "tool_use",
          id: clientId(state, call.id),
          name: state.context.toolNames.get(name) ?? name,
          input,
        },
      },
    ],
  );
}

/** Writes the call whose arguments were still coming, if there is one. */
export function closeStreamedCall(state: DecodeState): DecodeStep {
  const { streamed } = state;
  if (!streamed) return [state, []];
  return writeCall(
    { ...state, streamed: undefined },
    streamed.call,
    assembleArgs(streamed),
    streamed.signature,
  );
}

function continueStreamed(state: DecodeState, streamed: StreamedCall, call: FunctionCall): DecodeStep {
  const next = { ...state, streamed: continueCall(streamed, call.partialArgs) };
  return call.willContinue ? [next, []] : closeStreamedCall(next);
}

/** Decodes a call, or a piece of one whose arguments are streamed. */
export function decodeCall(
  state: DecodeState,
  call: FunctionCall,
  signature: string | undefined,
): DecodeStep {
  if (!call.name) return state.streamed ? continueStreamed(state, state.streamed, call) : [state, []];
  // A name begins a new call, whether or not the one before was closed.
  const [ready, events] = closeStreamedCall(state);
  if (call.id && ready.callIds.includes(call.id)) return [ready, events];
  const begun: StreamedCall = { call, signature, pieces: undefined };
  const isWhole = !call.willContinue && call.partialArgs.length === 0;
  const [next, more] = isWhole
    ? writeCall(ready, call, call.args ?? {}, signature)
    : continueStreamed(ready, begun, call);
  return [next, [...events, ...more]];
}
