import { type ProviderType, providerRow, providerTypes } from "./table.ts";

/** Other doors of providers in the table: regional hosts, as their vendors document them. */
const otherHosts: ReadonlyMap<string, ProviderType> = new Map(
  Object.entries({
    "open.bigmodel.cn": "z.ai",
    "api.minimaxi.com": "minimax",
    "api.moonshot.cn": "moonshot",
    "dashscope.aliyuncs.com": "dashscope",
    "coding-intl.dashscope.aliyuncs.com": "dashscope",
    "api.siliconflow.cn": "siliconflow",
    "api.together.ai": "together",
    "eu.openrouter.ai": "openrouter",
  } as const),
);

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host.replace(/^localhost\b/, "127.0.0.1") : undefined;
}

/** A provider's host, and whether it is the one that its type speaks to by itself. */
export interface KnownHost {
  readonly type: ProviderType;
  /** False: `base_url` has to name the host. */
  readonly isUsual: boolean;
}

/** The provider type that a URL of any of its APIs belongs to; `undefined` for hosts that no row knows. */
export function typeOfUrl(url: string): KnownHost | undefined {
  const host = hostOf(url);
  if (host === undefined) return undefined;
  const usual = providerTypes.find((type) => {
    const { baseUrl = "", openAiBaseUrl = "" } = providerRow(type);
    return [baseUrl, openAiBaseUrl].some((base) => hostOf(base) === host);
  });
  if (usual !== undefined) return { type: usual, isUsual: true };
  const other = otherHosts.get(host);
  return other && { type: other, isUsual: false };
}
