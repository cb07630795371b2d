import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import { RequestError } from "../errors.ts";

/** Codex sends zstd when it is logged in; the others cost nothing more. */
const decompressors = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

function isKnownEncoding(name: string): name is keyof typeof decompressors {
  return name in decompressors;
}

function tooLarge(limit: number): RequestError {
  return new RequestError(
    "too_large",
    `The request body is larger than ${Math.floor(limit / 1048576)} MB (server.max_body_mb).`,
  );
}

async function decompress(bytes: Uint8Array, encoding: string, limit: number): Promise<Uint8Array> {
  if (!isKnownEncoding(encoding)) {
    throw new RequestError("invalid_request", `Content-Encoding "${encoding}" is not supported.`, 415);
  }
  try {
    return await decompressors[encoding](bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit);
    throw new RequestError("invalid_request", `The request body is not valid ${encoding}.`);
  }
}

/**
 * Reads a request's whole body as UTF-8 bytes.
 * @throws RequestError when it is longer than `limit` bytes, badly compressed or not UTF-8.
 */
export async function readRequestBytes(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const raw = new Uint8Array(await request.arrayBuffer());
  if (raw.length > limit) throw tooLarge(limit);
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  const bytes = encoding === "identity" || encoding === "" ? raw : await decompress(raw, encoding, limit);
  if (!isUtf8(bytes)) throw new RequestError("invalid_request", "The request body is not valid UTF-8.");
  return bytes;
}
