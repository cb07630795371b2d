import type { Price } from "../config/config.ts";
import type { ProviderType } from "../providers/table.ts";
import { type ListPrice, type PriceRow, type Vendor, vendorPrices } from "./prices.ts";

/** Provider types whose bill follows one vendor's price list. */
const vendorOfType: Partial<Record<ProviderType, Vendor>> = {
  anthropic: "anthropic",
  openai: "openai",
  gemini: "google",
  "vertex-ai": "google",
  "z.ai": "zai",
  minimax: "minimax",
  "kimi-coding": "moonshot",
  moonshot: "moonshot",
  deepseek: "deepseek",
  mistral: "mistral",
  xai: "xai",
  groq: "groq",
  cerebras: "cerebras",
};

/** Resellers that pass the vendor's own list price on. */
const resellers: ReadonlySet<ProviderType> = new Set([
  "openrouter",
  "zenmux",
  "vercel-ai-gateway",
  "opencode-zen",
  "github-copilot",
  "vertex-ai",
]);

/** Whose model it is, by its id. Only closed models: open weights cost what each host wants. */
const vendorOfModel: readonly { readonly id: RegExp; readonly vendor: Vendor }[] = [
  { id: /^claude-/, vendor: "anthropic" },
  { id: /^(?:gpt-(?!oss)|o\d)/, vendor: "openai" },
  { id: /^gemini-/, vendor: "google" },
  { id: /^grok-/, vendor: "xai" },
];

const free: ListPrice = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearch: 0 };

/** Runs on the user's own machine, or is part of ccm. */
const freeTypes: ReadonlySet<ProviderType> = new Set(["ollama", "lmstudio", "vllm", "llama.cpp", "demo"]);

/** Paid by a plan even where an API key is the credential. */
const planTypes: ReadonlySet<ProviderType> = new Set(["kimi-coding", "github-copilot"]);

/** Whether every request to this provider type is paid by a plan, whatever the credential. */
export function isPlan(type: ProviderType): boolean {
  return planTypes.has(type);
}

/** `Claude-Opus-4.5@20251101` and `claude-opus-4-5-20251101` are one model: lower case, dashes, no snapshot date. */
function canonical(model: string): string {
  return model
    .toLowerCase()
    .replace(/\[1m\]$/, "")
    .replaceAll(".", "-")
    .replace(/[-@](?:\d{8}|\d{4}-\d{2}-\d{2})$/, "");
}

function rowOf(vendor: Vendor, model: string, at: number): PriceRow | undefined {
  const rows: readonly PriceRow[] = vendorPrices[vendor];
  const holds = ({ until }: PriceRow): boolean => until === undefined || at < Date.parse(until);
  return rows.find((row) => row.models.includes(model) && holds(row));
}

function isPeak(peak: NonNullable<ListPrice["peak"]>, at: number): boolean {
  const time = new Date(at);
  const [day, hour] = [time.getUTCDay(), time.getUTCHours()];
  return day >= 1 && day <= 5 && peak.hours.some(({ from, to }) => hour >= from && hour < to);
}

/** The rates of {@link Price}, each multiplied; what is unknown stays unknown. */
function times(price: Price, input: number, output: number): Price {
  return {
    ...(price.input !== undefined && { input: price.input * input }),
    ...(price.output !== undefined && { output: price.output * output }),
    ...(price.cacheRead !== undefined && { cacheRead: price.cacheRead * input }),
    ...(price.cacheWrite5m !== undefined && { cacheWrite5m: price.cacheWrite5m * input }),
    ...(price.cacheWrite1h !== undefined && { cacheWrite1h: price.cacheWrite1h * input }),
  };
}

/** Rates that hold for a prompt of `promptTokens`, all input kinds together. */
export function ratesFor(price: ListPrice, promptTokens: number): ListPrice {
  if (price.long === undefined || promptTokens <= price.long.above) return price;
  return { ...price, ...times(price, price.long.input, price.long.output) };
}

function listPriceOf(type: ProviderType, model: string, at: number): ListPrice | undefined {
  if (freeTypes.has(type)) return free;
  if (type === "openrouter" && model.endsWith(":free")) return free;
  const id = canonical(model);
  const vendor = vendorOfType[type];
  const own = vendor && rowOf(vendor, id, at);
  if (own) return own;
  if (!resellers.has(type)) return undefined;
  const bare = id.slice(id.lastIndexOf("/") + 1);
  const maker = vendorOfModel.find(({ id: pattern }) => pattern.test(bare));
  return maker && rowOf(maker.vendor, bare, at);
}

/**
 * What a model costs at a provider type at a moment (milliseconds since the epoch): the mapping's own price where the
 * config states one, kinds it leaves out from the vendor's list. `undefined`: unknown, which is not zero.
 */
export function priceOf(
  type: ProviderType,
  model: string,
  at: number,
  mapping?: Price,
): ListPrice | undefined {
  const list = listPriceOf(type, model, at);
  if (mapping !== undefined) {
    // A stated price is flat: no surcharge of the list applies to it.
    const { long: _long, peak: _peak, ...flat } = list ?? {};
    return { ...flat, ...mapping };
  }
  if (list?.peak === undefined || !isPeak(list.peak, at)) return list;
  return { ...list, ...times(list, list.peak.times, list.peak.times) };
}
