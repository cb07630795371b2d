/** How one of Google's front doors differs from the others. */
export interface GeminiQuirks {
  /**
   * `developer`: the Gemini API with a key. `code_assist`: the service behind a Google login, which wraps requests and
   * answers in an envelope. `vertex`: Vertex AI, whose base URL names project and location.
   */
  readonly surface: "developer" | "code_assist" | "vertex";
  /**
   * How tools and answer formats are described: as JSON Schema (`parametersJsonSchema`), or as the OpenAPI subset that
   * older back ends alone know (`parameters`), where a keyword they do not know is a 400.
   */
  readonly schema: "json_schema" | "openapi";
}

export const plainGemini: GeminiQuirks = { surface: "developer", schema: "json_schema" };
