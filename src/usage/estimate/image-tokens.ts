import { Buffer } from "node:buffer";

interface Size {
  readonly width: number;
  readonly height: number;
}

const pngMagic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Frame headers of JPEG: SOF0 to SOF15 without the tables DHT, JPG and DAC, which share the range. */
const jpegFrames: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

function pngSize(head: Buffer): Size | undefined {
  if (head.length < 24 || !head.subarray(0, 8).equals(pngMagic)) return undefined;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

function jpegSize(head: Buffer): Size | undefined {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < head.length && head[at] === 0xff) {
    const marker = head[at + 1] ?? 0;
    if (jpegFrames.has(marker))
      return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}

const longestEdge = 1568;
const pixelsPerToken = 750;
/** What an image costs that is as large as it can be without being scaled down. */
const fullImage = 1_600;

/**
 * Tokens of an image from the first bytes of its file, as Anthropic counts them: width × height / 750 after scaling
 * the longer edge down to 1568 pixels (platform.claude.com/docs/en/build-with-claude/vision, 2026). An image whose
 * size cannot be read counts as a full one.
 */
export function imageTokens(head: Buffer): number {
  const size = pngSize(head) ?? jpegSize(head);
  if (size === undefined || size.width === 0 || size.height === 0) return fullImage;
  const scale = Math.min(1, longestEdge / Math.max(size.width, size.height));
  return Math.min(fullImage, Math.ceil((size.width * size.height * scale * scale) / pixelsPerToken));
}
