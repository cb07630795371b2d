// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const controls = /\u001b(?!\[[\d;]*m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** A text that cannot drive a terminal, whatever a provider or a file put into it; colours and line ends stay. */
export function withoutControls(text: string): string {
  return text.replace(controls, "\ufffd");
}
