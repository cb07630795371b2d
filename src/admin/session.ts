import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { RequestError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** Who may see the admin pages. */
export interface Session {
  /** Sends a browser that is not logged in to the login page; refuses programs. */
  readonly guard: MiddlewareHandler;
  /** Logs the browser in when the token, or a ticket, is right. */
  logIn(context: Context, token: string): boolean;
  /** A stand-in for the token that works once, within a minute: it may stand where other users can read it. */
  issueTicket(): string;
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

const ticketMs = 60_000;

/** Tickets that were issued and not used yet, by their end. */
function createTickets(now: () => number): { issue(): string; use(ticket: string): boolean } {
  const open = new Map<string, number>();
  const dropOld = (): void => {
    for (const [ticket, end] of open) if (end <= now()) open.delete(ticket);
  };
  return {
    issue() {
      dropOld();
      const ticket = randomBytes(32).toString("base64url");
      open.set(ticket, now() + ticketMs);
      return ticket;
    },
    use(ticket) {
      dropOld();
      return open.delete(ticket);
    },
  };
}

/**
 * The session of one browser with one daemon. Without a token (only this machine reaches the port) everyone is let in.
 * The cookie does not hold the token but what is derived from it, and ends with it. Programs send the token as bearer.
 */
export function createSession(token: Secret | undefined, now: () => number): Session {
  if (token === undefined) {
    return {
      guard: (_context, next) => next(),
      logIn: () => true,
      issueTicket: () => "",
      logOut: () => undefined,
    };
  }
  const tickets = createTickets(now);
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
      if (!sameText(given, token.reveal()) && !tickets.use(given)) return false;
      setCookie(context, cookie, mark, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: thirtyDays });
      return true;
    },
    issueTicket: tickets.issue,
    logOut: (context) => void deleteCookie(context, cookie, { path: "/" }),
  };
}
