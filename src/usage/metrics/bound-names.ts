/**
 * Lets the first `limit` names through and calls every further one `other`. Names come from clients and would
 * otherwise let anyone grow the metrics without end.
 */
export function boundNames(limit: number): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= limit) return "other";
    known.add(name);
    return name;
  };
}
