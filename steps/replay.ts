import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { isClosed, parseDuration, type Window, windowId, windowsBetween } from "../shared/window/window.ts";
import { partialsPrefix } from "../shared/window/work-keys.ts";
import { captureFiles } from "./capture-files.ts";
import { putJson } from "./json-object.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";

export interface ReplayRequest {
  readonly endpoint: string;
  readonly variant: string;
  /** ISO 8601; windows that start in [from, to). */
  readonly from: string;
  readonly to: string;
  readonly dryRun?: boolean;
}

export interface ReplayPlan {
  readonly id: string;
  readonly windows: number;
  /** Raw capture files of the range, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Partials that are still stored: these files are not read again. */
  readonly partials: number;
  readonly estimatedDollars: number;
  readonly started: boolean;
}

/** Window ids are at most 24 characters: 8,000 of them stay under the 256 KiB of a state. */
const MAX_WINDOWS = 8000;
/** List prices of us-east-1 (design notes, 2026): 12 transitions, 4 invocations of a second at 1,769 MB a window; 60 ms a file. */
const DOLLARS_PER_WINDOW = 12 * 0.000025 + 4 * 1.73 * 0.0000133334;
const DOLLARS_PER_FILE = 0.06 * 1.73 * 0.0000133334 + 0.000005;

/**
 * Plans a range of windows again and, unless it is a dry run, starts the replay machine. Everything goes to
 * `replays/<id>/`; alarms and retraining are left alone. Throws `UnusableInput` for a range that has not ended.
 */
export async function replay(
  ports: Pick<Ports, "work" | "captures" | "executions" | "clock">,
  request: ReplayRequest,
): Promise<ReplayPlan> {
  const now = ports.clock.now();
  const monitor = await requireMonitor(ports.work, request.endpoint, request.variant, now);
  const [from, to] = [instant("from", request.from), instant("to", request.to)];
  const windows = [
    ...windowsBetween(request.endpoint, request.variant, from, to, parseDuration(monitor.window)!),
  ];
  refuse(windows, parseDuration(monitor.lateness)!, now, request);
  const raw = await countFiles(ports, monitor, windows);
  const partials = await countPartials(ports, windows, configHash(monitor));
  const id = `${request.from.slice(0, 10)}-${hashOf(10, request.endpoint, request.variant, String(from), String(to), String(now))}`;
  const plan = {
    id,
    windows: windows.length,
    ...raw,
    partials,
    estimatedDollars: cost(windows.length, Math.max(0, raw.files - partials)),
  };
  if (request.dryRun === true) return { ...plan, started: false };
  await putJson(ports.work, `replays/${id}/request.json`, {
    ...request,
    ...plan,
    requestedAt: new Date(now).toISOString(),
  });
  const input = { id, endpoint: request.endpoint, variant: request.variant, windows: windows.map(windowId) };
  await ports.executions.start("replay", `p-${id}`, input);
  return { ...plan, started: true };
}

function instant(name: string, text: unknown): number {
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UnusableInput(
      `Got "${name}": ${JSON.stringify(text)}; expected a time such as "2001-02-16T00:00:00Z".`,
    );
  return time;
}

function refuse(
  windows: readonly Window[],
  lateness: number,
  now: number,
  { from, to }: ReplayRequest,
): void {
  if (windows.length === 0)
    throw new UnusableInput(`No window starts in [${from}, ${to}). Give a "from" before "to", in UTC.`);
  if (windows.length > MAX_WINDOWS)
    throw new UnusableInput(
      `[${from}, ${to}) holds ${windows.length} windows; one replay takes ${MAX_WINDOWS}. Replay it in parts.`,
    );
  if (!isClosed(windows.at(-1)!, lateness, now))
    throw new UnusableInput(
      `Window ${windowId(windows.at(-1)!)} has not ended yet; a replay takes windows that are over. Give a "to" before ${new Date(now).toISOString()}.`,
    );
}

async function countFiles(
  ports: Pick<Ports, "captures">,
  monitor: MonitorDefinition,
  windows: readonly Window[],
): Promise<{ files: number; bytes: number }> {
  const range = { ...windows[0]!, end: windows.at(-1)!.end };
  let files = 0;
  let bytes = 0;
  for await (const { size } of captureFiles(ports, monitor, range)) {
    files += 1;
    bytes += size;
  }
  return { files, bytes };
}

async function countPartials(
  ports: Pick<Ports, "work">,
  windows: readonly Window[],
  config: string,
): Promise<number> {
  let count = 0;
  for (const window of windows)
    for await (const _ of ports.work.list(partialsPrefix(window, config))) count += 1;
  return count;
}

const cost = (windows: number, files: number) =>
  Math.round((windows * DOLLARS_PER_WINDOW + files * DOLLARS_PER_FILE) * 1e4) / 1e4;
