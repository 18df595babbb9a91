/** Every step under the one name it has everywhere: file, function, Task state. */
import { acquireRetraining } from "./acquire-retraining.ts";
import { analyzeWindow } from "./analyze-window.ts";
import { buildTrainingSet } from "./build-training-set.ts";
import { closeWindow } from "./close-window.ts";
import { compareModels } from "./compare-models.ts";
import { decideRetraining } from "./decide-retraining.ts";
import { learnBaseline } from "./learn-baseline.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import { profileCaptureFile } from "./profile-capture-file.ts";
import { publishReport } from "./publish-report.ts";
import { recordFailure } from "./record-failure.ts";
import { releaseRetraining } from "./release-retraining.ts";
import { replay } from "./replay.ts";
import { retrainOnAlarm } from "./retrain-on-alarm.ts";
import { scheduleClose } from "./schedule-close.ts";
import { startRetraining } from "./start-retraining.ts";
import { suggestBaseline } from "./suggest-baseline.ts";
import { sweepWindows } from "./sweep-windows.ts";

export const steps = {
  "profile-capture-file": profileCaptureFile,
  "schedule-close": scheduleClose,
  "close-window": closeWindow,
  "merge-profiles": mergeProfiles,
  "analyze-window": analyzeWindow,
  "publish-report": publishReport,
  "start-retraining": startRetraining,
  "learn-baseline": learnBaseline,
  "record-failure": recordFailure,
  "sweep-windows": sweepWindows,
  replay,
  "suggest-baseline": suggestBaseline,
  "retrain-on-alarm": retrainOnAlarm,
  "decide-retraining": decideRetraining,
  "acquire-retraining": acquireRetraining,
  "build-training-set": buildTrainingSet,
  "compare-models": compareModels,
  "release-retraining": releaseRetraining,
} as const;
