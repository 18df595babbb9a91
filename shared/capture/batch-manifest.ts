/** Manifests of batch transform's captures (docs: S3DataSource, ManifestFile). */
import { isSafeKey } from "./capture-key.ts";
import { jsonOf, jsonType, objectOf } from "./json-type.ts";

/** An object that a manifest names. */
export interface ManifestObject {
  readonly bucket: string;
  readonly key: string;
}

export type ParsedManifest =
  | {
      readonly ok: true;
      /** Each once, in the manifest's order. */
      readonly objects: readonly ManifestObject[];
      /** Why an entry names no object, one short sentence an entry. */
      readonly faults: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

const PREFIX = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/**
 * `[{"prefix": "s3://bucket/some/prefix/"}, "relative/name", …]`: the objects whose addresses are the prefix with a
 * name behind it, as they stand. Anything else gives a reason without a word of the text.
 */
export function parseManifest(text: string): ParsedManifest {
  const list = jsonOf(text.replace(/^\ufeff/, ""));
  if (!Array.isArray(list)) return { ok: false, reason: `manifest is ${typeOf(list)}, expected array` };
  const [first, ...names] = list as unknown[];
  const prefix = objectOf(first)?.["prefix"];
  if (typeof prefix !== "string") return { ok: false, reason: "manifest does not begin with its prefix" };
  const [, bucket, above = ""] = PREFIX.exec(prefix) ?? [];
  if (bucket === undefined) return { ok: false, reason: "prefix of the manifest is not an s3:// address" };
  const keys = new Map<string, ManifestObject>();
  const faults: string[] = [];
  for (const name of names) {
    const key = typeof name === "string" ? `${above}${name}` : undefined;
    const fault = key === undefined ? `manifest entry is ${jsonType(name)}, expected string` : faultOf(key);
    if (fault !== undefined) faults.push(fault);
    else keys.set(key!, { bucket, key: key! });
  }
  return { ok: true, objects: [...keys.values()], faults };
}

/** Names that could leave a folder on some disk are refused: a manifest is somebody's input. */
function faultOf(key: string): string | undefined {
  const isKey = isSafeKey(key) && key.split("/").every((part) => part !== "");
  return isKey ? undefined : "manifest entry is no key of an object";
}

const typeOf = (value: unknown) => (value === undefined ? "not JSON" : jsonType(value));
