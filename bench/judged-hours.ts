import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Step, startEngine } from "../local/engine.ts";
import { VirtualClock } from "../local/virtual-clock.ts";
import { captureKeyOf } from "../shared/capture/capture-key.ts";
import { steps } from "../steps/index.ts";
import { writeBaseline } from "../steps/stored-baseline.ts";
import { benchBaseline } from "./bench-baseline.ts";
import { captureText, ENDPOINT, FIRST_HOUR, HOUR_MS, type Shape } from "./capture-data.ts";
import { benchMonitor } from "./profile-on-disk.ts";

/** A folder of windows to make. */
export interface JudgedHours {
  /** Captures go into `captures/` of it, the work store is `work/`. */
  readonly place: string;
  /** Of each capture file. */
  readonly shape: Shape;
  readonly hours: number;
  readonly filesAnHour: number;
}

/** Every file through the pipeline, every window to its verdict, against a baseline with learnt limits. */
export async function judgeHours({ place, shape, hours, filesAnHour }: JudgedHours): Promise<void> {
  const bucket = join(place, "captures");
  mkdirSync(bucket, { recursive: true });
  const engine = await startEngine({
    root: join(place, "work"),
    clock: new VirtualClock(FIRST_HOUR),
    steps: steps as unknown as Readonly<Record<string, Step>>,
    definitions: [benchMonitor(bucket, shape.columns)],
    schedule: false,
  });
  await writeBaseline(engine.ports.work, `baselines/${ENDPOINT}/b1/`, await benchBaseline(shape.columns));
  const span = HOUR_MS / filesAnHour;
  for (let hour = 0; hour < hours; hour++) {
    for (let file = 0; file < filesAnHour; file++) {
      const time = FIRST_HOUR + hour * HOUR_MS + file * span;
      const id = String(file);
      const key = captureKeyOf({ prefix: "", endpoint: ENDPOINT, variant: "AllTraffic", time, id });
      await engine.putCapture(bucket, key, captureText(shape, hour * filesAnHour + file, time, span));
    }
    await engine.runTo(FIRST_HOUR + (hour + 1) * HOUR_MS);
  }
  await engine.runTo(FIRST_HOUR + (hours + 1) * HOUR_MS);
  await engine.stop();
}
