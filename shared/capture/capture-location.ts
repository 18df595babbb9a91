/** Where captures lie: a bucket and a prefix in it; on a laptop the folder is the bucket. */
export interface CaptureLocation {
  readonly bucket: string;
  /** Without a slash at either end; empty for the bucket itself. */
  readonly prefix: string;
}

/** `s3://bucket/prefix` → bucket and prefix; anything else is a folder. */
export function captureLocation(uri: string): CaptureLocation {
  const found = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri);
  if (found === null) return { bucket: uri.replace(/^file:\/\//, "").replace(/(.)\/+$/, "$1"), prefix: "" };
  return { bucket: found[1]!, prefix: found[2]!.replace(/\/+$/, "") };
}
