import type { Section } from "./section.ts";

/** A line of a text may begin with a fence itself: this one is longer, so that none ends it. */
function fenceAround(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return "`".repeat(longest + 1);
}

/** All parts as one Markdown file. */
export function renderSections(sections: readonly Section[]): string {
  const parts = sections.map(({ title, text }) => {
    const fence = fenceAround(text);
    return `## ${title}\n\n${fence}text\n${text || "nothing"}\n${fence}`;
  });
  return `# ccm report\n\n${parts.join("\n\n")}\n`;
}
