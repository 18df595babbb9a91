/**
 * Profiles as bytes: `PLPR`, version, length and CRC-32 of the body, body. Deterministic: equal profiles give
 * equal bytes. The format is described in `docs/file-formats.md`; a change raises the version and adds a fixture.
 */
import { UnusableInput } from "../errors.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { crc32 } from "./crc32.ts";
import { DatasetProfile } from "./dataset-profile.ts";
import { PROFILE_VERSION, READABLE_VERSIONS } from "./profile-version.ts";
import type { RunMemory } from "./run-memory.ts";

const MAGIC = "PLPR";
/** Magic 4, version 1, length 4, checksum 4. */
const HEADER_BYTES = 13;
const LENGTH_AT = 5;
const CHECKSUM_AT = 9;

/** The profile as bytes; `decodeProfile` gives it back. The profile is left unchanged. */
export function encodeProfile(profile: DatasetProfile): Uint8Array {
  const whole = new ByteWriter();
  for (const letter of MAGIC) whole.byte(letter.charCodeAt(0));
  whole.byte(PROFILE_VERSION);
  whole.uint32(0);
  whole.uint32(0);
  profile.write(whole);
  const bytes = whole.finish();
  const body = bytes.subarray(HEADER_BYTES);
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  header.setUint32(LENGTH_AT, body.length, true);
  header.setUint32(CHECKSUM_AT, crc32(body), true);
  return bytes;
}

/** The profile that was encoded. Throws `UnusableInput` for other bytes, other versions and damaged ones. */
export function decodeProfile(bytes: Uint8Array): DatasetProfile {
  const { body, version } = bodyOf(bytes);
  return DatasetProfile.read(new ByteReader(body), version);
}

/**
 * Merges encoded profiles into `whole`, in their order, to the bytes that merging the decoded ones gives, in the memory of one column.
 * Throws as `decodeProfile` does. `memory` may be used again and again. Several at once are faster: each column is then merged with
 * all of them before the next.
 */
export function mergeEncoded(whole: DatasetProfile, encoded: readonly Uint8Array[], memory: RunMemory): void {
  const written = encoded.map((bytes) => {
    const { body, version } = bodyOf(bytes);
    return { from: new ByteReader(body, memory), version };
  });
  whole.mergeWritten(written, memory);
}

/** The body of an encoded profile, after its checks, and the version that it is of. */
function bodyOf(bytes: Uint8Array): { readonly body: Uint8Array; readonly version: number } {
  const from = new ByteReader(bytes);
  const version = readHeader(from, bytes);
  const length = from.uint32();
  const checksum = from.uint32();
  if (from.left !== length)
    throw new UnusableInput(
      `Profile is cut off: got a body of ${from.left} bytes, expected ${length}. Write it again.`,
    );
  const body = from.bytes(length);
  const found = crc32(body);
  if (found !== checksum)
    throw new UnusableInput(
      `Profile is damaged: got checksum ${hex(found)}, expected ${hex(checksum)}. Write it again.`,
    );
  return { body, version };
}

/** The version of the format. */
function readHeader(from: ByteReader, bytes: Uint8Array): number {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC)
    throw new UnusableInput(
      `Got bytes that begin with ${JSON.stringify(magic)}; expected a profile (${MAGIC}).`,
    );
  if (bytes.length < HEADER_BYTES)
    throw new UnusableInput(
      `Profile is cut off: got ${bytes.length} bytes, expected ${HEADER_BYTES} at least. Write it again.`,
    );
  from.bytes(MAGIC.length);
  const version = from.byte();
  if (!READABLE_VERSIONS.includes(version))
    throw new UnusableInput(
      `Profile has version ${version}; this build reads ${READABLE_VERSIONS.join(" and ")}. Read it with the build that wrote it.`,
    );
  return version;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
