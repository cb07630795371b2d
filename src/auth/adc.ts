import type { AnyAuthClient, GoogleAuth } from "google-auth-library";
import { UpstreamError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { quoteWords } from "./quote-words.ts";

/** Application Default Credentials of this machine, as Vertex AI needs them. */
export interface GoogleAdc {
  /**
   * A token, and the project that the credentials belong to. The library caches both and refreshes ahead of expiry.
   * @throws UpstreamError `authentication` with one line that says what is missing.
   */
  token(): Promise<AdcToken>;
  /** Forgets cached tokens after the service has rejected one. */
  forget(): void;
  /** Why the last try failed, for a minute: then it is worth another. */
  lastFailure(): string | undefined;
}

export interface AdcToken {
  readonly accessToken: Secret;
  readonly projectId?: string;
  readonly quotaProjectId?: string;
}

const scope = "https://www.googleapis.com/auth/cloud-platform";
/** Looking for a metadata server takes seconds where there is none: not on every request. */
const failureHoldsMs = 60_000;

const nothingFound =
  "no Google credentials: run `gcloud auth application-default login`, or set $GOOGLE_APPLICATION_CREDENTIALS to a key file";

/** The library's words for "nothing found" come with an address to read; ours say what to do. */
function explain(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  if (words.includes("Could not load the default credentials")) return nothingFound;
  return `Google credentials cannot be used: ${quoteWords(words)}`;
}

/** Creates the source. The library is loaded with the first token, since that takes 100 ms. */
export function createGoogleAdc(monotonic: () => number): GoogleAdc {
  let opened: Promise<{ auth: GoogleAuth; client: AnyAuthClient }> | undefined;
  let project: Promise<string | undefined> | undefined;
  let failure: { readonly words: string; readonly at: number } | undefined;

  async function open(): Promise<{ auth: GoogleAuth; client: AnyAuthClient }> {
    const { GoogleAuth } = await import("google-auth-library");
    const auth = new GoogleAuth({ scopes: scope });
    return { auth, client: await auth.getClient() };
  }

  async function fetchToken(): Promise<AdcToken> {
    opened ??= open();
    const { auth, client } = await opened;
    project ??= auth.getProjectId().then(
      (id) => id || undefined,
      () => undefined, // user credentials know no project: the config may name one
    );
    const [{ token }, projectId] = await Promise.all([client.getAccessToken(), project]);
    if (!token) throw new Error("the credentials gave no access token");
    const { quotaProjectId } = client;
    return {
      accessToken: new Secret(token),
      ...(projectId && { projectId }),
      ...(quotaProjectId && { quotaProjectId }),
    };
  }

  function forget(): void {
    opened = undefined;
    project = undefined;
  }

  return {
    async token() {
      try {
        const token = await fetchToken();
        failure = undefined;
        return token;
      } catch (error) {
        forget();
        failure = { words: explain(error), at: monotonic() };
        throw new UpstreamError({ kind: "authentication", message: failure.words });
      }
    },
    forget,
    lastFailure() {
      return failure && monotonic() - failure.at < failureHoldsMs ? failure.words : undefined;
    },
  };
}
