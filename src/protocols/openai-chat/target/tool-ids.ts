import type { ChatQuirks } from "../quirks.ts";

/** OpenAI answers 400 `string_above_max_length` beyond this many characters. */
const longest = 40;
/** Mistral answers 400 `invalid_function_call` to any other form. */
const nineAlphanumeric = /^[a-zA-Z0-9]{9}$/;

/** 64 bits of FNV-1a in two lanes, base 36: ids differ by chance once in billions, and need no randomness. */
function hashText(text: string): string {
  let left = 0x811c9dc5;
  let right = 0xc9dc5118;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    left = Math.imul(left ^ code, 0x01000193);
    right = Math.imul(right ^ (code + at), 0x01000193);
  }
  return [left, right].map((lane) => (lane >>> 0).toString(36).padStart(7, "0")).join("");
}

/** The id of a tool call in the form that the host accepts. The same id always yields the same, in call and result. */
export function wireToolId(id: string, form: ChatQuirks["toolIds"]): string {
  switch (form) {
    case "max_40":
      return id.length <= longest ? id : `${id.slice(0, longest - 15)}_${hashText(id)}`;
    case "nine_alphanumeric":
      return nineAlphanumeric.test(id) ? id : hashText(id).slice(2, 11);
  }
}
