import { transportFailure } from "../http/upstream-fetch.ts";
import { type JsonValue, parseJson } from "../json.ts";
import type { Secret } from "../secret.ts";
import { GrantError } from "./grant-error.ts";

/** One call to a vendor's login service. */
export interface VendorRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: JsonValue;
  readonly bearer?: Secret;
}

/** An answer, whatever its status. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` when it is no JSON: an HTML page of a bot check, for one. */
  readonly body: JsonValue | undefined;
}

/** Calls a vendor's login service. @throws GrantError when no whole answer came: `transient` if nothing was sent. */
export type VendorHttp = (request: VendorRequest) => Promise<VendorAnswer>;

const timeLimitMs = 30_000;
const sizeLimit = 1024 * 1024;

/** Transport errors after which it is certain that nothing was sent. */
const unsent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ConnectionRefused",
  "ENOTFOUND",
  "EAI_AGAIN",
  "FailedToOpenSocket",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > sizeLimit) throw new GrantError("unknown", "the answer is larger than 1 MiB");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function bodyOf(request: VendorRequest): { type: string; text: string } | undefined {
  if (request.form) {
    return { type: "application/x-www-form-urlencoded", text: new URLSearchParams(request.form).toString() };
  }
  if (request.json === undefined) return undefined;
  return { type: "application/json", text: JSON.stringify(request.json) };
}

/**
 * Creates the one way to a vendor's login service: 30 seconds, 1 MiB, no redirect followed, nothing ever sent twice,
 * and ccm's own name as the user agent.
 */
export function createVendorHttp(options: {
  readonly userAgent: string;
  readonly timeLimitMs?: number;
}): VendorHttp {
  return async (request) => {
    const { host } = new URL(request.url);
    const body = bodyOf(request);
    const headers = new Headers({ accept: "application/json", "user-agent": options.userAgent });
    if (body) headers.set("content-type", body.type);
    if (request.bearer) headers.set("authorization", `Bearer ${request.bearer.reveal()}`);
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers,
        ...(body && { body: body.text }),
        redirect: "manual",
        signal: AbortSignal.timeout(options.timeLimitMs ?? timeLimitMs),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: parseJson(await readLimited(response)),
      };
    } catch (error) {
      if (error instanceof GrantError) throw error;
      if (error instanceof DOMException && error.name === "TimeoutError") {
        throw new GrantError("unknown", `${host} did not answer in time`);
      }
      const { message, code } = transportFailure(error).failure;
      const outcome = unsent.has(code ?? "") ? "transient" : "unknown";
      throw new GrantError(outcome, `${host} could not be reached: ${message}`);
    }
  };
}
