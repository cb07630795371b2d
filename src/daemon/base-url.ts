/** Where to reach a server that listens on `host`: a wildcard address cannot be called. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "") return "127.0.0.1";
  if (host === "::" || host === "[::]") return "::1";
  return host.replace(/^\[|\]$/g, "");
}

/** `http://127.0.0.1:13456`, with brackets where the host needs them. */
export function baseUrlOf(address: { readonly host: string; readonly port: number }): string {
  const host = reachableHost(address.host);
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}
