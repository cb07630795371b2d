import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AnyAuthClient, GoogleAuth } from "google-auth-library";
import { UpstreamError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { messageOf } from "../thrown.ts";
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
  /** Changes when the file with the credentials does: a login by gcloud is noticed at once. */
  version(): string;
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
  const words = messageOf(error);
  if (words.includes("Could not load the default credentials")) return nothingFound;
  return `Google credentials cannot be used: ${quoteWords(words)}`;
}

/** The file that the library will look for first: a metadata server has none. */
function credentialFile(environment: Readonly<Record<string, string | undefined>>): string {
  const { GOOGLE_APPLICATION_CREDENTIALS, CLOUDSDK_CONFIG, APPDATA } = environment;
  if (GOOGLE_APPLICATION_CREDENTIALS) return GOOGLE_APPLICATION_CREDENTIALS;
  const folder = APPDATA ? join(APPDATA, "gcloud") : join(homedir(), ".config", "gcloud");
  return join(CLOUDSDK_CONFIG || folder, "application_default_credentials.json");
}

/** Creates the source. The library is loaded with the first token, since that takes 100 ms. */
export function createGoogleAdc(options: {
  readonly monotonic: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): GoogleAdc {
  const { monotonic } = options;
  const file = credentialFile(options.environment);
  let opened: Promise<{ auth: GoogleAuth; client: AnyAuthClient }> | undefined;
  let project: Promise<string | undefined> | undefined;
  let openedVersion = "";
  let failure: { readonly words: string; readonly at: number; readonly version: string } | undefined;

  function version(): string {
    try {
      const { mtimeMs, size } = statSync(file);
      return `adc-${Math.floor(mtimeMs)}-${size}`;
    } catch {
      return "adc"; // no file, or none that may be read: the library will say which
    }
  }

  async function open(): Promise<{ auth: GoogleAuth; client: AnyAuthClient }> {
    const { GoogleAuth } = await import("google-auth-library");
    const auth = new GoogleAuth({ scopes: scope });
    return { auth, client: await auth.getClient() };
  }

  async function fetchToken(): Promise<AdcToken> {
    if (openedVersion !== version()) forget();
    openedVersion = version();
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
        failure = { words: explain(error), at: monotonic(), version: version() };
        throw new UpstreamError({ kind: "authentication", message: failure.words });
      }
    },
    forget,
    version,
    lastFailure() {
      const holds = failure && monotonic() - failure.at < failureHoldsMs && failure.version === version();
      return holds ? failure?.words : undefined;
    },
  };
}
