import { gzipSync } from "node:zlib";
import type { ArchiveEntry } from "./archive-entry.ts";

const blockSize = 512;

/** Writes a number as the format has it: octal digits, then NUL. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

/** The header block of a file (POSIX.1-1988 ustar): owned by nobody in particular, of no date. */
function headerOf({ path, content, executable }: ArchiveEntry): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`too long a name for a tar archive: ${path}`);
  const header = Buffer.alloc(blockSize);
  header.write(path, 0);
  header.write(octal(executable ? 0o755 : 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(" ".repeat(8), 148); // the checksum counts itself as spaces
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** Packs files into a `.tar.gz`; the same files give the same bytes, whoever packs them, wherever and whenever. */
export function writeTar(entries: readonly ArchiveEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => {
    const padding = (blockSize - (entry.content.length % blockSize)) % blockSize;
    return [headerOf(entry), entry.content, Buffer.alloc(padding)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]), { level: 9 });
}
