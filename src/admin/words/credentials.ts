/** A credential's id in words: `openrouter#2` is `openrouter, key 2`. */
export function credentialWords(id: string, provider: string): string {
  const key = /#(\d+)$/.exec(id)?.[1];
  if (key !== undefined) return `${provider}, key ${key}`;
  if (id === "client") return `${provider}, the client's own login`;
  return provider;
}
