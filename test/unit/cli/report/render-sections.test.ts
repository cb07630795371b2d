import { expect, test } from "bun:test";
import { renderSections } from "../../../../src/cli/report/render-sections.ts";

test("no text ends its own fence", () => {
  const text = "before\n``````\nafter";
  expect(renderSections([{ title: "log", text }])).toBe(
    `# ccm report\n\n## log\n\n\`\`\`\`\`\`\`text\n${text}\n\`\`\`\`\`\`\`\n`,
  );
  expect(renderSections([{ title: "none", text: "" }])).toContain("```text\nnothing\n```");
});
