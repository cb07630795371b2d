/** A provider's page. */
export function addressOf(name: string): string {
  return `/providers/${encodeURIComponent(name)}`;
}
