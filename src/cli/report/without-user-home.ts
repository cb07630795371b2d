/** A text without the path of the user's folder, which is their name; a container's user may have none. */
export function withoutUserHome(text: string, userHome: string): string {
  return /^\/?$/.test(userHome) ? text : text.replaceAll(userHome, "~");
}
