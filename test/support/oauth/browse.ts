/** What a browser ends on after the consent page: it follows redirects, and shows what it got. */
export async function browse(
  url: string,
): Promise<{ readonly url: string; readonly status: number; readonly html: string }> {
  const response = await fetch(url);
  return { url: response.url, status: response.status, html: await response.text() };
}

/** The code that a vendor's page shows for copying. */
export async function shownCode(url: string): Promise<string> {
  const { html } = await browse(url);
  const code = /<pre id="code">([^<]+)</.exec(html)?.[1];
  if (code === undefined) throw new Error(`no code on the page: ${html}`);
  return code;
}

/** The address a browser cannot load, because nobody listens there: what a person would copy. */
export async function deadEnd(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "manual" });
  return response.headers.get("location") ?? "";
}
