import { UserError } from "../errors.ts";
import { blocksOf, findEntry } from "./toml-blocks.ts";
import { formatPath, readTomlSource, type Span, type TomlPath, type TomlSection } from "./toml-source.ts";

/** Moves an array element to another index; what stands between the elements stays where it is. */
export function moveElement(text: string, path: TomlPath, to: number): string {
  const from = path.at(-1);
  if (typeof from !== "number") return text;
  const slots = slotsOf(text, readTomlSource(text), path.slice(0, -1));
  const order = slots.map((slot) => text.slice(slot.start, slot.end));
  const [moved] = order.splice(from, 1);
  if (moved === undefined) return text;
  order.splice(Math.max(0, Math.min(to, order.length)), 0, moved);
  return slots.reduceRight(
    (edited, slot, index) => edited.slice(0, slot.start) + order[index] + edited.slice(slot.end),
    text,
  );
}

/** The places of an array's elements in the text, in order, without the last line end of blocks. */
function slotsOf(text: string, sections: readonly TomlSection[], array: TomlPath): Span[] {
  const inline = findEntry(sections, array);
  if (inline !== undefined) return inline.inner.map(({ value }) => value);
  const slots: Span[] = [];
  for (let index = 0; ; index++) {
    const [block, ...others] = blocksOf(text, sections, [...array, index]);
    if (block === undefined) return slots;
    if (others.length > 0)
      throw new UserError(`${formatPath([...array, index])} is scattered over the config: move it by hand`);
    const lineBreak = /\r?\n$/.exec(text.slice(block.start, block.end))?.[0].length ?? 0;
    slots.push({ start: block.start, end: block.end - lineBreak });
  }
}
