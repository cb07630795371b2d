import type { Secret } from "../secret.ts";
import type { Vendor } from "./vendor.ts";

/*
 * What a vendor's login is, without any user interface: the terminal and the admin page run the same flow, the tests
 * run it against a stand-in, and the three vendors differ only behind this interface.
 */

/** What a vendor's answers say of the account. Every member may be missing. */
export interface AccountIdentity {
  readonly id?: string;
  readonly email?: string;
  readonly plan?: string;
  readonly organization?: string;
}

/** What a token endpoint granted. */
export interface Grant {
  readonly accessToken: Secret;
  /** Absent: the one that was used stays good (Google); else the old one is burnt and this one takes its place. */
  readonly refreshToken?: Secret;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly expiresAt: number;
  readonly account: AccountIdentity;
}

/** Where the browser goes to ask for consent. */
export interface AuthorizeRequest {
  readonly redirectUri: string;
  readonly state: string;
  /** S256 of the verifier. */
  readonly challenge: string;
  /** Anthropic: sign in to the Console (API organisations) rather than to a subscription. */
  readonly console?: boolean;
}

/** A code on its way to become tokens. */
export interface CodeRequest {
  readonly code: string;
  readonly state: string;
  readonly verifier: Secret;
  /** Byte for byte the one of the authorize address. */
  readonly redirectUri: string;
}

/** Where a browser on this machine can be sent back to. */
export interface LoopbackRedirect {
  /** The spelling that is registered with the vendor; the listener itself is always on 127.0.0.1. */
  readonly host: "localhost" | "127.0.0.1";
  /** Ports in the order they are tried; 0 is any free port. */
  readonly ports: readonly number[];
  readonly path: string;
}

/** A device login under way: the person types `userCode` at `url`, on any device. */
export interface DevicePrompt {
  readonly url: string;
  readonly userCode: string;
  /** How long the code is good for, in milliseconds. */
  readonly lifetimeMs: number;
  /** How long to wait between two polls, in milliseconds. */
  readonly intervalMs: number;
  /** One poll: the code to exchange, or `undefined` while the person has not answered yet. */
  poll(): Promise<CodeRequest | undefined>;
}

/** What else a vendor wants set up before its tokens are of use. */
export interface AccountSetup {
  readonly account: AccountIdentity;
  /** Google Cloud project that requests are made in. */
  readonly projectId?: string;
}

/** The login of one vendor. All calls throw {@link import("./grant-error.ts").GrantError}. */
export interface OAuthFlow {
  readonly vendor: Vendor;
  readonly loopback: LoopbackRedirect;
  /** The vendor's page that shows a code to copy. Absent: without a listener the browser ends on an address that fails to load, and that address is pasted whole. */
  readonly pasteRedirectUri?: string;
  authorizeUrl(request: AuthorizeRequest): string;
  exchange(request: CodeRequest): Promise<Grant>;
  refresh(refreshToken: Secret): Promise<Grant>;
  /** Starts a login without a browser on this machine. */
  startDevice?(): Promise<DevicePrompt>;
  /**
   * Finds the account and its project after a login, or later when that could not be done at the login.
   * @throws LoginError `ineligible` when the vendor says that this account cannot be used.
   */
  setUp?(accessToken: Secret, projectId: string | undefined): Promise<AccountSetup>;
  /** Tells the vendor that a login is over. Only where that ends ccm's own login and no other program's. */
  revoke?(refreshToken: Secret): Promise<void>;
}
