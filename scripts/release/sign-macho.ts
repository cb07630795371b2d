/*
 * An ad-hoc code signature for a 64-bit Mach-O file, as Apple's linker writes it (xnu's cs_blobs.h). Bun signs what it
 * compiles for arm64; for x64 it leaves the signature of its own runtime in place, which no longer fits, and macOS ends
 * such a process as soon as it begins.
 */

const magic64 = 0xfeedfacf;
const headerSize = 32;
const segmentCommand = 0x19;
const signatureCommand = 0x1d;

const superBlobMagic = 0xfade0cc0;
const directoryMagic = 0xfade0c02;
const directoryVersion = 0x20400;
const adHocByLinker = 0x20002;
const mainBinary = 1n;
const directoryStart = 20;
const directorySize = 88;
const pageBits = 12;
const pageSize = 1 << pageBits;
const sha256Type = 2;
const sha256Size = 32;

/** What a segment's size in memory is a multiple of, on either processor. */
const memoryPage = 0x4000;

const identifier = Buffer.from("ccm\0");

/** Where a file holds what a signature depends on; offsets in bytes. */
interface Layout {
  /** The load command of the signature. */
  readonly signature: number;
  /** The load command of the last segment, which the signature belongs to. */
  readonly linkEdit: number;
  /** The load command of the program's code. */
  readonly text: number;
}

function readLayout(file: Buffer): Layout {
  if (file.readUInt32LE(0) !== magic64) throw new Error("not a 64-bit Mach-O file");
  const found = new Map<string, number>();
  let at = headerSize;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const command = file.readUInt32LE(at);
    if (command === signatureCommand) found.set("signature", at);
    if (command === segmentCommand)
      found.set(file.toString("latin1", at + 8, at + 24).replace(/\0+$/, ""), at);
    at += file.readUInt32LE(at + 4);
  }
  const place = (name: string) => {
    const offset = found.get(name);
    if (offset === undefined) throw new Error(`the Mach-O file has no ${name}`);
    return offset;
  };
  return { signature: place("signature"), linkEdit: place("__LINKEDIT"), text: place("__TEXT") };
}

/** Hashes of all pages, the last one as short as it is. */
function hashPages(code: Buffer): Buffer {
  const count = Math.ceil(code.length / pageSize);
  const pages = Array.from({ length: count }, (_, index) =>
    new Bun.CryptoHasher("sha256").update(code.subarray(index * pageSize, (index + 1) * pageSize)).digest(),
  );
  return Buffer.concat(pages);
}

/** The fields of a CodeDirectory, before its identifier and its hashes. */
function directoryHeader(code: Buffer, length: number, text: { start: bigint; size: bigint }): Buffer {
  const fields = Buffer.alloc(directorySize);
  const hashesAt = directorySize + identifier.length;
  const words = [directoryMagic, length, directoryVersion, adHocByLinker, hashesAt, directorySize];
  const counts = [0, Math.ceil(code.length / pageSize), code.length]; // special slots, pages, bytes that are signed
  for (const [index, word] of [...words, ...counts].entries()) fields.writeUInt32BE(word, index * 4);
  fields.set([sha256Size, sha256Type, 0, pageBits], 36);
  fields.writeBigUInt64BE(text.start, 64);
  fields.writeBigUInt64BE(text.size, 72);
  fields.writeBigUInt64BE(mainBinary, 80);
  return fields;
}

/**
 * Gives a Mach-O file, which must end in a signature, an ad-hoc one that fits.
 * @throws Error when it is no such file
 */
export function signMacho(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes);
  const { signature, linkEdit, text } = readLayout(file);
  const codeLength = file.readUInt32LE(signature + 8);
  const hashesSize = Math.ceil(codeLength / pageSize) * sha256Size;
  const directoryLength = directorySize + identifier.length + hashesSize;
  const length = directoryStart + directoryLength;

  // The signed bytes tell the signature's size, so they are set before they are hashed.
  file.writeUInt32LE(length, signature + 12);
  const linkEditSize = codeLength + length - Number(file.readBigUInt64LE(linkEdit + 40));
  file.writeBigUInt64LE(BigInt(Math.ceil(linkEditSize / memoryPage) * memoryPage), linkEdit + 32);
  file.writeBigUInt64LE(BigInt(linkEditSize), linkEdit + 48);

  const code = file.subarray(0, codeLength);
  const superBlob = Buffer.alloc(directoryStart);
  for (const [index, word] of [superBlobMagic, length, 1, 0, directoryStart].entries()) {
    superBlob.writeUInt32BE(word, index * 4);
  }
  const range = { start: file.readBigUInt64LE(text + 40), size: file.readBigUInt64LE(text + 48) };
  return Buffer.concat([
    code,
    superBlob,
    directoryHeader(code, directoryLength, range),
    identifier,
    hashPages(code),
  ]);
}
