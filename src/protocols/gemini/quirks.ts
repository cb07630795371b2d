/** Which of Google's three front doors is spoken to (google-anthropic.md C, D.3, E). */
export interface GeminiQuirks {
  readonly surface: "developer" | "code_assist" | "vertex";
}

export const plainGemini: GeminiQuirks = { surface: "developer" };
