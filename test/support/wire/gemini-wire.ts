import { type Answer, type Frame, frame } from "./answer.ts";
import type { ErrorName, Wire } from "./wire.ts";

const stops = { end: "STOP", tool: "STOP", length: "MAX_TOKENS", refusal: "SAFETY" } as const;

const errors: Record<ErrorName, readonly [code: number, status: string]> = {
  invalid: [400, "INVALID_ARGUMENT"],
  context: [400, "INVALID_ARGUMENT"],
  filtered: [400, "INVALID_ARGUMENT"],
  authentication: [401, "UNAUTHENTICATED"],
  billing: [402, "RESOURCE_EXHAUSTED"],
  permission: [403, "PERMISSION_DENIED"],
  model: [404, "NOT_FOUND"],
  rate: [429, "RESOURCE_EXHAUSTED"],
  overloaded: [503, "UNAVAILABLE"],
  server: [500, "INTERNAL"],
};

function errorBody(name: ErrorName, message: string): Record<string, unknown> {
  const [code, status] = errors[name];
  return { error: { code, message, status } };
}

type Part = Record<string, unknown>;

function partsOf(answer: Answer): { label: Frame["label"]; part: Part }[] {
  const calls = (answer.toolCalls ?? []).map((call, at) => {
    const functionCall = {
      id: call.id,
      name: call.name,
      args: JSON.parse(call.arguments.join("") || "{}") as unknown,
    };
    const signed = at === 0 ? { thoughtSignature: "c2lnbmF0dXJl" } : {};
    return { label: "tool" as const, part: { functionCall, ...signed } };
  });
  return [
    ...(answer.thinking ?? []).map((text) => ({ label: "thinking" as const, part: { text, thought: true } })),
    ...(answer.text ?? []).map((text) => ({ label: "text" as const, part: { text } })),
    ...calls,
  ];
}

function grounding(answer: Answer): Record<string, unknown> {
  if (!answer.search) return {};
  const groundingChunks = answer.search.results.map(({ url, title }) => ({ web: { uri: url, title } }));
  return { groundingMetadata: { webSearchQueries: [answer.search.query], groundingChunks } };
}

function tail(answer: Answer, model: string): Record<string, unknown> {
  const { input, cached, output } = answer.usage;
  return {
    usageMetadata: {
      promptTokenCount: input,
      cachedContentTokenCount: cached,
      candidatesTokenCount: output,
      totalTokenCount: input + output,
    },
    modelVersion: model,
    responseId: "resp-standin",
  };
}

const content = (parts: readonly Part[]): Record<string, unknown> => ({ role: "model", parts });

/** Gemini `generateContent`, as Google's v1beta reference words it. Tool arguments come whole, and no event says start. */
export const geminiWire: Wire = {
  id: "gemini",
  provider: { type: "gemini" },
  basePath: "/v1beta",
  ping: ": keep-alive\n\n",
  wantsStream: (request) => request.target.includes(":streamGenerateContent"),
  modelOf: (request) => decodeURIComponent(/models\/([^:?]+)/.exec(request.target)?.[1] ?? ""),
  frames: (answer, model) => [
    ...partsOf(answer).map(({ label, part }) =>
      frame(label, { candidates: [{ content: content([part]), index: 0 }], ...tail(answer, model) }),
    ),
    frame("end", {
      candidates: [
        {
          content: content([{ text: "" }]),
          finishReason: stops[answer.stop],
          index: 0,
          ...grounding(answer),
        },
      ],
      ...tail(answer, model),
    }),
  ],
  json: (answer, model) => ({
    candidates: [
      {
        content: content(partsOf(answer).map(({ part }) => part)),
        finishReason: stops[answer.stop],
        index: 0,
        ...grounding(answer),
      },
    ],
    ...tail(answer, model),
  }),
  error: errorBody,
  errorFrame: (name, message) => frame("end", errorBody(name, message)),
};
