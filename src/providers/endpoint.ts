import type { ProtocolId } from "../protocols/protocol.ts";
import type { WireQuirks } from "../protocols/wire-quirks.ts";
import { resolveQuirks } from "./quirks.ts";
import type { ProviderRow, WireApi } from "./row.ts";

/** What a config says about where and how a provider is spoken to. */
export interface EndpointChoice {
  readonly baseUrl?: string;
  readonly wireApi?: WireApi;
  /** Whether the credential is an OAuth login, which some vendors serve at another door. */
  readonly login?: boolean;
  /** Cloud region of providers that have a host for each. */
  readonly location?: string;
}

/** Where a provider is spoken to, and in what. */
export interface Endpoint {
  readonly protocol: ProtocolId;
  /** What comes before the protocol's own path, without trailing slash. Absent: the row has none and the config gives none. */
  readonly baseUrl?: string;
  readonly quirks: WireQuirks;
}

const wireProtocols = { chat: "openai-chat", responses: "openai-responses" } as const;

/** Last path segment that a base may carry or lack, by protocol: people paste both. */
const versionSegments: Readonly<Record<ProtocolId, string>> = {
  anthropic: "/v1",
  "openai-chat": "/v1",
  "openai-responses": "/v1",
  gemini: "/v1beta",
};

/** Resolves a row and what the config says into one endpoint. A `base_url` counts with or without its version segment. */
export function resolveEndpoint(row: ProviderRow, choice: EndpointChoice): Endpoint {
  const quirks = resolveQuirks(row, choice.login);
  const door = choice.login ? row.oauthEndpoint : undefined;
  if (door) return { protocol: door.protocol, baseUrl: trimmed(choice.baseUrl ?? door.baseUrl), quirks };

  const protocol = chooseProtocol(row, choice);
  const rowBase = protocol === row.protocol ? row.baseUrl : (row.openAiBaseUrl ?? row.baseUrl);
  if (choice.baseUrl !== undefined) {
    return { protocol, baseUrl: normalised(row, protocol, choice.baseUrl, rowBase), quirks };
  }
  if (rowBase === undefined) return { protocol, quirks };
  return { protocol, baseUrl: atLocation(row, rowBase, choice.location), quirks };
}

function chooseProtocol(row: ProviderRow, choice: EndpointChoice): ProtocolId {
  if (choice.wireApi !== undefined && row.wireApis?.includes(choice.wireApi))
    return wireProtocols[choice.wireApi];
  // A `base_url` with the path of the row's OpenAI front (a mirror, a regional host) means that front.
  if (choice.baseUrl !== undefined && pointsAtOpenAiFront(row, choice.baseUrl)) return "openai-chat";
  // Of the many other hosts that people reach through the type `openai`, few serve Responses.
  if (row.protocol === "openai-responses" && isForeign(row, choice.baseUrl)) return "openai-chat";
  return row.protocol;
}

function isForeign(row: ProviderRow, baseUrl: string | undefined): boolean {
  if (baseUrl === undefined || row.baseUrl === undefined || !URL.canParse(baseUrl)) return false;
  return !`.${new URL(baseUrl).hostname}`.endsWith(`.${new URL(row.baseUrl).hostname}`);
}

function pointsAtOpenAiFront(row: ProviderRow, baseUrl: string): boolean {
  if (row.openAiBaseUrl === undefined || row.baseUrl === undefined) return false;
  const path = pathOf(baseUrl);
  return path === pathOf(row.openAiBaseUrl) && without(path, "/v1") !== pathOf(row.baseUrl);
}

/** Adds or takes away the version segment where the address leaves no doubt that it is missing or doubled. */
function normalised(row: ProviderRow, protocol: ProtocolId, configured: string, rowBase?: string): string {
  const base = trimmed(configured);
  if (protocol === "anthropic") return without(base, versionSegments.anthropic);
  if (pathOf(base) !== "") return base;
  const hostHasNoVersion = rowBase !== undefined && pathOf(rowBase) === "";
  return base + (row.originPath ?? (hostHasNoVersion ? "" : versionSegments[protocol]));
}

function atLocation(row: ProviderRow, baseUrl: string, location: string | undefined): string {
  const host =
    location === undefined ? undefined : (row.locationHosts?.[location] ?? row.locationHosts?.["*"]);
  if (host === undefined || location === undefined) return baseUrl;
  return `https://${host.replace("{location}", location)}${pathOf(baseUrl)}`;
}

function pathOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  return trimmed(path);
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, "");
}

function without(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}
