import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { RequestError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** Who may see the admin pages. */
export interface Session {
  /** Sends a browser that is not logged in to the login page; refuses programs. */
  readonly guard: MiddlewareHandler;
  /** Logs the browser in when the token is right. */
  logIn(context: Context, token: string): boolean;
  logOut(context: Context): void;
}

const cookie = "ccm_admin";
const thirtyDays = 30 * 24 * 60 * 60;

function sameText(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function bearerOf(context: Context): string {
  return (context.req.header("authorization") ?? "").replace(/^Bearer\s+/i, "");
}

/**
 * The session of one browser with one daemon. Without a token (only this machine reaches the port) everyone is let in.
 * The cookie does not hold the token but what is derived from it, and ends with it. Programs send the token as bearer.
 */
export function createSession(token: Secret | undefined): Session {
  if (token === undefined) {
    return { guard: (_context, next) => next(), logIn: () => true, logOut: () => undefined };
  }
  const mark = createHmac("sha256", token.reveal()).update("ccm admin session").digest("hex");
  const isLoggedIn = (context: Context): boolean =>
    sameText(getCookie(context, cookie) ?? "", mark) || sameText(bearerOf(context), token.reveal());

  return {
    async guard(context, next) {
      if (isLoggedIn(context)) return next();
      if (context.req.method === "GET" && !context.req.path.startsWith("/api/")) {
        return context.redirect("/login", 303);
      }
      throw new RequestError(
        "authentication",
        "This ccm listens beyond its own machine: log in at /login, or send the admin token as bearer.",
      );
    },
    logIn(context, given) {
      if (!sameText(given, token.reveal())) return false;
      setCookie(context, cookie, mark, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: thirtyDays });
      return true;
    },
    logOut: (context) => void deleteCookie(context, cookie, { path: "/" }),
  };
}
