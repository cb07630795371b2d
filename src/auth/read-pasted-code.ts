import { LoginError } from "./login-error.ts";

/** What came back from a login page. */
export interface PastedCode {
  readonly code: string;
  /** Absent where the page showed the code alone. */
  readonly state?: string;
}

function fromQuery(query: URLSearchParams): PastedCode {
  const error = query.get("error");
  if (error !== null) throw deniedLogin(error);
  const code = query.get("code");
  const state = query.get("state");
  if (!code)
    throw new LoginError("no_code", "that address holds no code: paste the one the browser ended on");
  return { code, ...(state && { state }) };
}

/** The vendor's `error` of RFC 6749, 4.1.2.1, as a sentence. */
export function deniedLogin(error: string): LoginError {
  if (error === "access_denied") return new LoginError("denied", "consent was denied: nothing was stored");
  const code = error.replace(/[^\w.-]/g, "").slice(0, 60);
  return new LoginError("refused", `the login page answered "${code}": nothing was stored`);
}

/**
 * Reads what a person pasted: the code, the `code#state` that Anthropic's page shows, or the whole address on which the
 * browser ended.
 * @throws LoginError `no_code`; `denied` when the address says so.
 */
export function readPastedCode(pasted: string): PastedCode {
  const text = pasted.trim().replace(/^["'<]+|["'>]+$/g, "");
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return fromQuery(new URL(text).searchParams);
  if (/(?:^|[?&])(?:code|error)=/.test(text))
    return fromQuery(new URLSearchParams(text.replace(/^.*\?/, "")));
  if (text === "" || /\s/.test(text)) {
    throw new LoginError(
      "no_code",
      "that is no code: paste the code, or the whole address the browser ended on",
    );
  }
  const [code = "", state] = text.split("#");
  if (code === "") throw new LoginError("no_code", "that is no code: there is nothing before the #");
  return { code, ...(state && { state }) };
}
