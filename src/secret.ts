import { inspect } from "node:util";

const mask = "[secret]";
/** Shorter ones are words that stand in any text ("ccm", "ollama"). */
const shortestHidden = 8;

/**
 * A credential that cannot print itself: `String()`, JSON, template strings and `console` all give `[secret]`.
 * Only {@link Secret.reveal} returns the value, so every place a secret leaves memory can be found by that word.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the secret leaves for its owner: an upstream header, the token file. */
  reveal(): string {
    return this.#value;
  }

  /** Vendor prefix and last four characters (`sk-or-…4f2a`); only dots when the secret is too short to show any. */
  masked(): string {
    const value = this.#value;
    if (value.length < 16) return "…";
    const prefix = /^(?:[a-z]{2,6}[-_]){1,3}/i.exec(value)?.[0] ?? "";
    return `${prefix.slice(0, 8)}…${value.slice(-4)}`;
  }

  /** A text without this value in it. */
  hideIn(text: string): string {
    return this.#value.length < shortestHidden ? text : text.replaceAll(this.#value, mask);
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
