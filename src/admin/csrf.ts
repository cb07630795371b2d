import { randomBytes } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { RequestError } from "../errors.ts";

/** Name of the hidden field that every form carries. */
export const csrfField = "csrf";

/** Tells forms of ccm's own pages from all others. */
export interface Csrf {
  /** A fresh token for one page. */
  issue(): string;
  /** Refuses a POST that is no form or does not carry a token of this process. */
  readonly check: MiddlewareHandler;
}

const lifetimeMs = 24 * 60 * 60 * 1000;
const formTypes = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Tokens are bound to a secret that lives as long as the process: a restart makes open pages stale, which is said. */
export function createCsrf(): Csrf {
  const secret = randomBytes(32).toString("base64url");
  return {
    issue: () => Bun.CSRF.generate(secret, { expiresIn: lifetimeMs }),
    async check(context, next) {
      if (context.req.method !== "POST") return next();
      if (!formTypes.test(context.req.header("content-type") ?? "")) {
        throw new RequestError("invalid_request", "This page takes forms only.", 415);
      }
      const token = (await context.req.parseBody())[csrfField];
      if (
        typeof token !== "string" ||
        token === "" ||
        !Bun.CSRF.verify(token, { secret, maxAge: lifetimeMs })
      ) {
        throw new RequestError(
          "permission",
          "This form is not from a page of this ccm, or from one before its last restart. Open the page again.",
          403,
        );
      }
      return next();
    },
  };
}
