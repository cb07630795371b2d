/** Characters kept of each end of a body. */
const endLength = 32 * 1024;
/** A cut is moved by up to this much so that it does not halve a word, which could be a credential. */
const longestWord = 4096;
const betweenWords = /[\s"'\\,;&]/;

function headOf(text: string): string {
  let end = endLength;
  while (end > endLength - longestWord && !betweenWords.test(text[end - 1] ?? "")) end -= 1;
  return text.slice(0, end);
}

function tailOf(text: string): string {
  let start = text.length - endLength;
  const limit = start + longestWord;
  while (start < limit && !betweenWords.test(text[start] ?? "")) start += 1;
  return text.slice(start);
}

/** Both ends of a text that comes in pieces; the middle of a long one is not held. */
export interface BothEnds {
  add(text: string): void;
  /** Counts what is not even looked at. */
  skip(characters: number): void;
  /** The text, each part of it redacted; a long one says how much of it is left out. */
  render(redact: (text: string) => string): string;
}

/** Begins with an empty text. */
export function openBothEnds(): BothEnds {
  let head = "";
  let tail = "";
  let length = 0;
  return {
    add(text) {
      length += text.length;
      const room = Math.max(0, endLength - head.length);
      head += text.slice(0, room);
      tail = (tail + text.slice(room)).slice(-endLength);
    },
    skip(characters) {
      length += characters;
    },
    render(redact) {
      if (length === head.length + tail.length) return redact(head + tail);
      const [first, last] = [headOf(head), tailOf(tail)];
      return `${redact(first)}\n[${length - first.length - last.length} characters left out]\n${redact(last)}`;
    },
  };
}
