/** The text with its first letter large, as labels and sentences begin. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
