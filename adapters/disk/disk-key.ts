import { UnusableInput } from "../../shared/errors.ts";

/** S3's own bound on a key, and the bound of common file systems on one name. */
const MAX_KEY_BYTES = 1024;
const MAX_NAME_BYTES = 255;
/** First name of everything that the store keeps for itself: temporary files and locks. */
export const OWN_FOLDER = ".store";

/**
 * Throws `UnusableInput` when the key cannot be a path below the store's root: an empty, `.` or `..` name, NUL, a
 * leading or trailing slash, too long, or the store's own folder. Keys come from events, so from outside.
 */
export function checkDiskKey(key: string): void {
  const fault = faultOf(key);
  if (fault !== undefined)
    throw new UnusableInput(
      `Got key ${JSON.stringify(key.slice(0, 200))}, which ${fault}; expected names joined by slashes, such as windows/churn/AllTraffic/x.json.`,
    );
}

function faultOf(key: string): string | undefined {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `has more than ${MAX_KEY_BYTES} bytes`;
  if (key.includes("\0")) return "holds NUL";
  if (process.platform === "win32" && /[\\:*?"<>|]/.test(key))
    return "holds a character that Windows keeps for itself";
  const names = key.split("/");
  if (names.some((name) => name === "" || name === "." || name === ".."))
    return 'has an empty, "." or ".." name';
  if (names.some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES))
    return `has a name of more than ${MAX_NAME_BYTES} bytes`;
  if (names[0] === OWN_FOLDER) return "is in the store's own folder";
  return undefined;
}
