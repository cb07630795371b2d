import { describe, expect, test } from "bun:test";
import { imageTokens } from "../../../../src/usage/estimate/image-tokens.ts";

function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(64);
  Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").copy(head);
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

function jpeg(width: number, height: number, exifBytes: number): Buffer {
  const exif = Buffer.alloc(exifBytes + 2, 0xaa);
  exif.writeUInt16BE(exifBytes + 2, 0);
  const frame = Buffer.from([0xff, 0xc2, 0, 17, 8, 0, 0, 0, 0, 3, 0, 0, 0, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1]), exif, frame]);
}

describe("the tokens of an image", () => {
  test("are its pixels by 750", () => {
    expect(imageTokens(png(750, 100))).toBe(100);
    expect(imageTokens(jpeg(750, 200, 40_000))).toBe(200);
  });

  test("are those of the image scaled down to what is looked at", () => {
    expect(imageTokens(png(15_680, 1_568))).toBe(Math.ceil((1568 * 156.8) / 750));
    expect(imageTokens(png(8_000, 8_000))).toBe(1_600);
  });

  test("are those of a full image when its size cannot be read", () => {
    for (const head of ["", "GIF89a", "RIFF0000WEBPVP8 "]) expect(imageTokens(Buffer.from(head))).toBe(1_600);
    expect(imageTokens(png(0, 10))).toBe(1_600);
    expect(imageTokens(jpeg(10, 10, 40_000).subarray(0, 9_000))).toBe(1_600);
  });
});
