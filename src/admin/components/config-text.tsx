// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
// biome-ignore-all lint/a11y/useSemanticElements: the text is preformatted, and has a name of its own
/** A part of the config file; `firstLine` numbers the lines, and `marked` is the one that is wrong. */
export function ConfigText(props: {
  readonly text: string;
  readonly label: string;
  readonly firstLine?: number;
  readonly marked?: number | undefined;
}) {
  const { text, label, firstLine, marked } = props;
  const lines = text.split("\n");
  return (
    <pre role="region" aria-label={label} tabindex={0}>
      {lines.map((line, index) => {
        const number = firstLine === undefined ? "" : `${firstLine + index} `;
        const shown = `${number}${line}${index < lines.length - 1 ? "\n" : ""}`;
        if (firstLine !== undefined && firstLine + index === marked) return <mark>{shown}</mark>;
        if (/^\s*\[/.test(line)) return <b>{shown}</b>;
        return /^\s*#/.test(line) ? <i>{shown}</i> : shown;
      })}
    </pre>
  );
}
