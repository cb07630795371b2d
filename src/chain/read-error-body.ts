import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../json.ts";

/** What an upstream's error body says, whatever its shape. */
export interface ErrorBody {
  readonly message?: string;
  /** `error.type`, `error.status`: a class of errors. */
  readonly type?: string;
  /** `error.code`, `details.error_code`, `ErrorInfo.reason`: one error. */
  readonly code?: string;
  /** HTTP status that the body itself states. */
  readonly status?: number;
  /** All objects that may hold limits and resets: the body, its error, Google's details. */
  readonly parts: readonly JsonObject[];
}

const longestMessage = 2000;

function asText(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string" && value.trim() !== "") return value.slice(0, longestMessage);
  if (typeof value === "number") return String(value);
  return undefined;
}

function firstText(...values: readonly (JsonValue | undefined)[]): string | undefined {
  for (const value of values) {
    const text = asText(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** FastAPI's list of `{ loc, msg }`. */
function detailText(detail: JsonValue | undefined): string | undefined {
  if (!Array.isArray(detail)) return asText(detail);
  const lines = detail.flatMap((entry) => {
    if (!isJsonObject(entry)) return asText(entry) ?? [];
    const place = Array.isArray(entry.loc) ? `${entry.loc.join(".")}: ` : "";
    return place + (asText(entry.msg) ?? "");
  });
  return lines.length === 0 ? undefined : lines.join("; ");
}

/** OpenRouter wraps the words of the provider behind it. */
function wrappedMessage(error: JsonObject): string | undefined {
  const metadata = isJsonObject(error.metadata) ? error.metadata : undefined;
  const raw = asText(metadata?.raw);
  if (raw === undefined) return undefined;
  const inner = readErrorBody(parseJson(raw));
  const words = inner.message ?? raw;
  const outer = asText(error.message);
  return outer === undefined || words.includes(outer) ? words : `${outer}: ${words}`;
}

function httpStatus(value: JsonValue | undefined): number | undefined {
  const status = typeof value === "number" ? value : typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}

/**
 * Reads the error shapes of every provider: `{error:{…}}`, `{error:"…"}`, `{type:"error",error}`, `{message}`,
 * `{detail}`, `[{error}]`, `{errors:[…]}`, MiniMax's `{base_resp}`, a Responses event with `response.error`.
 */
export function readErrorBody(body: JsonValue | undefined): ErrorBody {
  if (typeof body === "string") return { message: body.slice(0, longestMessage), parts: [] };
  if (Array.isArray(body)) return readErrorBody(body[0]);
  if (!isJsonObject(body)) return { parts: [] };
  if (Array.isArray(body.errors) && body.error === undefined) {
    const first = readErrorBody(body.errors[0]);
    return { ...first, parts: [body, ...first.parts] };
  }
  if (isJsonObject(body.response) && isJsonObject(body.response.error)) return readErrorBody(body.response);
  if (isJsonObject(body.base_resp)) {
    const { status_code, status_msg } = body.base_resp;
    const code = asText(status_code);
    const message = asText(status_msg);
    return {
      parts: [body.base_resp],
      ...(message !== undefined && { message }),
      ...(code !== undefined && { code }),
    };
  }
  const error = isJsonObject(body.error) ? body.error : body;
  const details = isJsonObject(error.details) ? error.details : undefined;
  const googleDetails = Array.isArray(error.details) ? error.details.filter(isJsonObject) : [];
  const reason = googleDetails.find((entry) => typeof entry.reason === "string")?.reason;
  const message =
    wrappedMessage(error) ?? firstText(error.message, body.error, body.message, detailText(body.detail));
  const type = firstText(error.type, error.status);
  const code = firstText(reason, details?.error_code, error.code);
  const status = httpStatus(error.code) ?? httpStatus(error.status) ?? httpStatus(body.status);
  return {
    ...(message !== undefined && { message }),
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    parts: [body, error, ...(details ? [details] : []), ...googleDetails],
  };
}
