import type { Context } from "hono";
import * as v from "valibot";
import { LoginError, type LoginProblem } from "../../auth/login-error.ts";
import { type FailureKind, RequestError, UserError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { readRequestBytes } from "../read-request.ts";

const longestBody = 1024 * 1024;

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));

/** Bodies of the original's OAuth endpoints. What it does not know is ignored, as there. */
export const oauthRequests = {
  authorize: v.object({
    oauth_type: v.optional(v.string(), "max"),
    /** Ours: then the login is finished as soon as the browser comes back. */
    provider_id: v.optional(name),
    /** Ours: a code to type on another device, in place of an address to come back from. */
    device: v.optional(v.boolean(), false),
  }),
  exchange: v.object({
    code: v.optional(v.string(), ""),
    /** What authorize called `verifier`. */
    verifier: v.string(),
    provider_id: name,
    oauth_type: v.optional(v.string()),
  }),
  login: v.object({ verifier: v.string() }),
  provider: v.object({ provider_id: name }),
} as const;

/** Reads a JSON body. Only JSON: a page elsewhere can make a browser send forms and plain text, but not this. */
export async function readJsonBody<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const type = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new RequestError("invalid_request", "content-type must be application/json", 415);
  }
  const bytes = await readRequestBytes(context.req.raw, longestBody);
  const parsed = v.safeParse(schema, parseJson(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  throw new RequestError(
    "invalid_request",
    path === null ? "the body is not a JSON object" : `${path} is missing or wrong`,
  );
}

const kindsByProblem: Readonly<Partial<Record<LoginProblem, FailureKind>>> = {
  unreachable: "network",
  ineligible: "permission",
  denied: "permission",
};

/** Runs a step of a login; what it could not do becomes an answer with the same words. */
export async function answerLoginErrors<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof LoginError) {
      throw new RequestError(kindsByProblem[error.problem] ?? "invalid_request", error.message);
    }
    // The token file cannot be written, or a vendor refuses a refresh.
    if (error instanceof UserError) throw new RequestError("server_error", error.message);
    throw error;
  }
}
