import { crc32 as nativeCrc32 } from "node:zlib";

/** CRC-32 of the bytes (ISO 3309, as in gzip), 0 to 2³² − 1. It finds damage, not forgery. */
export function crc32(bytes: Uint8Array): number {
  return nativeCrc32(bytes);
}
