import { gzipSync } from "node:zlib";
import { checkFile } from "./check-file.ts";
import type { FuzzFile } from "./fuzz-file.ts";

/** The first line that fails alone, as JSON text; undefined where only the lines together fail. */
export async function narrowFailure(file: FuzzFile): Promise<string | undefined> {
  for (const text of file.texts)
    for (const line of linesOf(text)) {
      try {
        await checkFile(fileOf(file, line));
      } catch {
        return JSON.stringify(Buffer.from(line).toString("latin1"));
      }
    }
  return undefined;
}

function linesOf(text: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10, start)) {
    lines.push(text.subarray(start, end + 1));
    start = end + 1;
  }
  return [...lines, text.subarray(start)];
}

/** The same file with one line; what a manifest names beside it is empty. */
function fileOf(file: FuzzFile, line: Uint8Array): FuzzFile {
  const [first, second, ...others] = file.objects.keys();
  const body = file.key.endsWith(".gz") ? gzipSync(line) : line;
  const objects = new Map<string, Uint8Array>();
  if (second === undefined) objects.set(first!, body);
  else {
    objects.set(first!, file.objects.get(first!)!).set(second, body);
    for (const other of others) objects.set(other, Buffer.alloc(0));
  }
  return { ...file, objects, texts: [line] };
}
