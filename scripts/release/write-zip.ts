import { crc32, deflateRawSync } from "node:zlib";
import type { ArchiveEntry } from "./archive-entry.ts";

const versionNeeded = 20;
const madeOnUnix = 3 << 8;
const deflated = 8;
/** 1 January 1980, the format's first day. */
const noDate = 0x0021;

/** The fields that a file's local header and its directory entry have in common (26 bytes). */
function commonFields(entry: ArchiveEntry, packed: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(versionNeeded, 0);
  fields.writeUInt16LE(deflated, 4);
  fields.writeUInt16LE(noDate, 8);
  fields.writeUInt32LE(crc32(entry.content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(entry.content.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(entry.path), 22);
  return fields;
}

function directoryEntry(entry: ArchiveEntry, common: Buffer, offset: number): Buffer {
  const start = Buffer.from("PK\x01\x02\0\0", "latin1");
  start.writeUInt16LE(madeOnUnix | versionNeeded, 4);
  const rest = Buffer.alloc(14); // comment length, disk number, internal attributes, external attributes, offset
  rest.writeUInt32LE((0o100000 | (entry.executable ? 0o755 : 0o644)) * 0x10000, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([start, common, rest, Buffer.from(entry.path)]);
}

/** Packs files into a `.zip` (PKWARE's APPNOTE 6.3, without the 64-bit extension); the same files give the same bytes. */
export function writeZip(entries: readonly ArchiveEntry[]): Uint8Array {
  const files: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = deflateRawSync(entry.content, { level: 9 });
    const common = commonFields(entry, packed);
    const file = Buffer.concat([
      Buffer.from("PK\x03\x04", "latin1"),
      common,
      Buffer.from(entry.path),
      packed,
    ]);
    directory.push(directoryEntry(entry, common, offset));
    files.push(file);
    offset += file.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listing, end]);
}
