import type { CliCommand } from "../command.ts";
import { acknowledge } from "./acknowledge.ts";
import { analyze } from "./analyze.ts";
import { backtest } from "./backtest.ts";
import { connect } from "./connect.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { forget } from "./forget.ts";
import { importSchedule } from "./import.ts";
import { parity } from "./parity.ts";
import { push } from "./push.ts";
import { records } from "./records.ts";
import { replay } from "./replay.ts";
import { report } from "./report.ts";
import { suggestBaseline } from "./suggest-baseline.ts";

/** Every command, in the order of the help. To add one: write its file, add its line. */
export const commands: readonly CliCommand[] = [
  demo,
  suggestBaseline,
  analyze,
  replay,
  backtest,
  report,
  push,
  connect,
  records,
  acknowledge,
  forget,
  doctor,
  importSchedule,
  parity,
];
