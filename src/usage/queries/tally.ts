import * as v from "valibot";

/** Tokens by kind, summed. The kinds do not overlap, but for `reasoning`, which is part of `output`. */
export interface TokenSums {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  readonly reasoning: number;
  readonly webSearches: number;
}

/** US dollars, summed over what has a known price. */
export interface CostSums {
  readonly billed: number;
  /** At list price; larger than `billed` by what plans paid. */
  readonly list: number;
  /** How many requests (or attempts) have no known list price: the dollars leave them out. */
  readonly unpriced: number;
}

/** What tokens and dollars come to. */
export interface Consumption {
  readonly tokens: TokenSums;
  readonly cost: CostSums;
}

/** Reads one column of sums; an empty sum is NULL in SQL and zero here. */
export const sum = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? 0),
);

/** Columns of a row with summed tokens and dollars. */
export const consumptionColumns = {
  input: sum,
  cache_read: sum,
  cache_write_5m: sum,
  cache_write_1h: sum,
  output: sum,
  reasoning: sum,
  web_searches: sum,
  billed: sum,
  list: sum,
  unpriced: sum,
};

type ConsumptionRow = v.InferOutput<v.ObjectSchema<typeof consumptionColumns, undefined>>;

/** Names of the columns above, for `SELECT sum(…)`. */
export const consumptionNames: readonly string[] = Object.keys(consumptionColumns);

/** All input of a prompt: fresh, read from a cache, written to one. */
export function inputOf(tokens: TokenSums): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
}

export function readConsumption(row: ConsumptionRow): Consumption {
  return {
    tokens: {
      input: row.input,
      cacheRead: row.cache_read,
      cacheWrite5m: row.cache_write_5m,
      cacheWrite1h: row.cache_write_1h,
      output: row.output,
      reasoning: row.reasoning,
      webSearches: row.web_searches,
    },
    cost: { billed: row.billed, list: row.list, unpriced: row.unpriced },
  };
}
