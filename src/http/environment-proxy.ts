/*
 * `fetch` sends requests to the proxies of the environment, those to this very machine too: no proxy could answer for
 * a local model, and it would see the prompt. Bun reads the variables with each request, the lower-case ones first.
 */

type Environment = Record<string, string | undefined>;

const ownNames = ["localhost", "127.0.0.1", "::1"] as const;

/** What goes past the proxies. */
function bypassed(env: Readonly<Environment>): string[] {
  const written = (env.no_proxy ?? env.NO_PROXY ?? "").split(",").map((entry) => entry.trim().toLowerCase());
  return [...new Set([...written.filter((entry) => entry !== ""), ...ownNames])];
}

/** Lets requests to this machine itself go past the environment's proxies. */
export function bypassLoopback(env: Environment): void {
  env.no_proxy = bypassed(env).join(",");
}

function isBypassed({ hostname, port }: URL, env: Readonly<Environment>): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return bypassed(env).some((entry) => {
    if (entry === "*") return true;
    const name = entry.replace(/^\*?\./, "");
    return [host, `${host}:${port}`].some((own) => own === name || own.endsWith(`.${name}`));
  });
}

/** Name of the variable whose proxy requests to this URL take; `undefined` when they go straight. */
export function proxyVariable(url: URL, env: Readonly<Environment>): string | undefined {
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  if (isBypassed(url, env)) return undefined;
  return [name.toLowerCase(), name].find((variable) => env[variable]);
}
