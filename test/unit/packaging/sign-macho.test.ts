import { expect, test } from "bun:test";
import { signMacho } from "../../../scripts/release/sign-macho.ts";

const codeLength = 10_000;
const linkEditStart = 9_000;

/** The load command of a segment. */
function segment(name: string, start: number, size: number): Buffer {
  const command = Buffer.alloc(72);
  command.writeUInt32LE(0x19, 0);
  command.writeUInt32LE(72, 4);
  command.write(name, 8);
  command.writeBigUInt64LE(BigInt(start), 40);
  command.writeBigUInt64LE(BigInt(size), 48);
  return command;
}

/** A Mach-O file of two segments, signed by what does not fit. */
function wronglySigned(): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(3, 16);
  const signature = Buffer.alloc(16);
  for (const [index, word] of [0x1d, 16, codeLength, 500].entries()) signature.writeUInt32LE(word, index * 4);
  const commands = [
    segment("__TEXT", 0, 8_000),
    segment("__LINKEDIT", linkEditStart, codeLength + 500 - linkEditStart),
    signature,
  ];
  return Buffer.concat([Buffer.concat([header, ...commands], codeLength), Buffer.alloc(500, "old")]);
}

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

test("every page has its hash, the last one as short as it is", () => {
  const signed = Buffer.from(signMacho(wronglySigned()));
  const directory = signed.subarray(codeLength + 20);
  expect(directory.readUInt32BE(0)).toBe(0xfade0c02);
  const hashesAt = directory.readUInt32BE(16);
  const hashes = [0, 1, 2].map((slot) =>
    directory.subarray(hashesAt + slot * 32, hashesAt + (slot + 1) * 32),
  );
  expect(hashes.map((hash) => hash.toString("hex"))).toEqual([
    sha256(signed.subarray(0, 4096)),
    sha256(signed.subarray(4096, 8192)),
    sha256(signed.subarray(8192, codeLength)),
  ]);
  expect(directory.readUInt32BE(32)).toBe(codeLength);
  expect(directory.readBigUInt64BE(72)).toBe(8_000n);
});

test("the load commands tell where the file ends, and that it fits in memory", () => {
  const signed = Buffer.from(signMacho(wronglySigned()));
  const linkEdit = 32 + 72;
  expect(signed.readUInt32LE(32 + 72 + 72 + 12)).toBe(signed.length - codeLength);
  expect(signed.readBigUInt64LE(linkEdit + 48)).toBe(BigInt(signed.length - linkEditStart));
  expect(signed.readBigUInt64LE(linkEdit + 32)).toBe(0x4000n);
});

test("what is no Mach-O file, or has no signature, is refused", () => {
  expect(() => signMacho(Buffer.alloc(64))).toThrow("not a 64-bit Mach-O file");
  const unsigned = wronglySigned();
  unsigned.writeUInt32LE(2, 16);
  expect(() => signMacho(unsigned)).toThrow("has no signature");
});
