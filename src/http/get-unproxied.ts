/** What a server of this machine answered. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * GETs a text from a server of this machine; `undefined` when nobody answers in time, or answers too much. Never rejects.
 * Goes by `node:http`, because Bun's `fetch` would send the question to `HTTP_PROXY`, loopback or not.
 */
export async function getUnproxied(
  url: string,
  timeoutMs: number,
  longestBody: number,
): Promise<PlainAnswer | undefined> {
  const { get } = await import("node:http"); // slow to load, and most commands do without
  return new Promise((resolve) => {
    const nobody = () => resolve(undefined);
    const signal = AbortSignal.timeout(timeoutMs);
    const request = get(url, { agent: false, signal }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > longestBody) request.destroy();
      });
      response.on("error", nobody);
      response.on("close", nobody); // after "end" it changes nothing
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on("error", nobody);
  });
}
