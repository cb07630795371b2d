const length = 12;

/** The beginning of a request's id: short enough for a line, long enough for `ccm why` to know which is meant. */
export function shortId(id: string): string {
  return id.slice(0, length);
}
