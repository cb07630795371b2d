import { maskConfigText } from "../../../config/mask-text.ts";
import { blocksOf } from "../../../config/toml-blocks.ts";
import { readTomlSource } from "../../../config/toml-source.ts";
import { Aside, Card } from "../../components/card.tsx";
import { ConfigText } from "../../components/config-text.tsx";
import type { OpenConfigFile } from "../../edit/open-config-file.ts";

/** What the file says of a provider, keys masked; nothing where it is not written as tables of its own. */
export function InFile({ open, index }: { readonly open: OpenConfigFile; readonly index: number }) {
  const { text } = open;
  const [first, ...rest] = blocksOf(text, readTomlSource(text), ["providers", index]);
  if (first === undefined) return null;
  const line = text.slice(0, first.start).split("\n").length;
  const parts = [first, ...rest].map((block) => maskConfigText(text, block).trimEnd());
  return (
    <Card id="in-file" title="In config.toml" aside={<Aside>line {line}</Aside>}>
      <div class="body">
        <ConfigText text={parts.join("\n…\n")} label="What the file says of this provider" />
      </div>
    </Card>
  );
}
