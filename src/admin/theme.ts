import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** Light or dark by the reader's own choice; without one the system's. */
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const cookie = "ccm_theme";
const year = 365 * 24 * 60 * 60;

function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value);
}

/** The theme that this browser chose. */
export function themeOf(context: Context): Theme {
  const chosen = getCookie(context, cookie);
  return isTheme(chosen) ? chosen : "auto";
}

/** Remembers a choice in this browser; anything that is no theme forgets it. */
export function keepTheme(context: Context, choice: unknown): void {
  if (!isTheme(choice) || choice === "auto") deleteCookie(context, cookie, { path: "/" });
  else setCookie(context, cookie, choice, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: year });
}
