function snake(key: string): string {
  return key.replace(/[A-Z]|(?<=[a-z])\d/g, (part) => `_${part.toLowerCase()}`);
}

/** Renames the keys of an object, at any depth, from `cacheRead` to `cache_read`: how ccm's JSON names them. */
export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [snake(key), snakeKeys(member)]));
}
