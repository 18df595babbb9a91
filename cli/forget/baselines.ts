import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { nameList } from "../../shared/report/name-list.ts";
import { baselinesPrefix, rollingPrefix } from "../../shared/window/work-keys.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import type { FoundFile } from "./find-files.ts";
import type { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";

/** What a baseline shows of where it came from. */
type Origin = "these files" | "captures" | "unknown";

/**
 * Baselines do not say what they were learnt from. One that was learnt from captures keeps a few pointers into them: where they name
 * a file that lines were taken out of, it is told for certain, otherwise as possible.
 */
export async function tellBaselines(
  places: Places,
  files: readonly FoundFile[],
  ledger: Ledger,
): Promise<void> {
  const { monitor } = places.monitor;
  const origins = await originsOf(places, files);
  const of = (origin: Origin) => [...origins].filter((each) => each[1] === origin).map(([id]) => id);
  const named = (origin: Origin) => nameList(of(origin).map((folder) => nameOf(folder, monitor)));
  for (const folder of of("these files"))
    ledger.left.push({
      what: folder,
      why: folder.startsWith(rollingPrefix(monitor))
        ? "this rolling baseline was made of a capture file that held it. Remove this folder with its versions: the next window has it made again"
        : "this baseline was learnt from a capture file that held it. Make it again (suggest-baseline --from captures), push it, and remove this folder with its versions",
    });
  if (of("captures").length > 0)
    ledger.notes.push(
      `Learnt from captures of this endpoint, which ones is not known: baseline ${named("captures")} of ${monitor}. If what is forgotten was among them, make it again and push.`,
    );
  if (of("unknown").length > 0)
    ledger.notes.push(
      `Baselines do not say what they were learnt from: if ${named("unknown")} of ${monitor} came from data that held it, make it again and push.`,
    );
}

/** By its id; a rolling one by its place. */
const nameOf = (folder: string, monitor: string) =>
  (folder.startsWith(baselinesPrefix(monitor))
    ? folder.slice(baselinesPrefix(monitor).length)
    : folder
  ).replace(/\/$/, "");

/** By folder: the fixed ones and the rolling ones. */
async function originsOf(
  { work, monitor }: Places,
  files: readonly FoundFile[],
): Promise<Map<string, Origin>> {
  const capture = captureNames(monitor);
  const wanted = new Set(files.flatMap(({ key }) => key.match(capture) ?? []));
  const origins = new Map<string, Origin>();
  for await (const { prefix, key } of filesOf(work.store, monitor.monitor)) {
    const id = `${prefix}${key.slice(prefix.length).split("/")[0]}/`;
    const before = origins.get(id) ?? "unknown";
    origins.set(id, before);
    if (!key.endsWith(".profile") || before === "these files") continue;
    const names =
      Buffer.from((await work.store.get(key))?.body ?? [])
        .toString("latin1")
        .match(capture) ?? [];
    if (names.some((name) => wanted.has(name))) origins.set(id, "these files");
    else if (names.length > 0) origins.set(id, "captures");
  }
  return origins;
}

async function* filesOf(
  work: ObjectStore,
  monitor: string,
): AsyncGenerator<{ readonly prefix: string; readonly key: string }> {
  for (const prefix of [baselinesPrefix(monitor), rollingPrefix(monitor)])
    for await (const { key } of work.list(prefix)) yield { prefix, key };
}

/** Capture files as profiles point to them, from the endpoint on: what stands before it depends on where they were read. */
function captureNames(monitor: MonitorDefinition): RegExp {
  const variants = allVariants(monitor).join("|");
  return new RegExp(
    `${monitor.endpoint}/(?:${variants})/\\d{4}/\\d\\d/\\d\\d/\\d\\d/[\\w.-]+?\\.jsonl(?:\\.gz)?`,
    "g",
  );
}
