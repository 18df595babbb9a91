import type { Verdict } from "../../shared/report/verdict.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import type { WindowPlan } from "../../steps/close-window.ts";
import { getJson } from "../../steps/json-object.ts";
import { FOLDER, PARTIALS, WINDOW, type WindowModel } from "./window-model.ts";
import type { World } from "./world.ts";

/**
 * What a window has to be when nothing more happens: `whole` where the revision that readers read is made of the partial of every
 * file and counts every row; `given up` where the sweep ended it with the verdict `Failed`; otherwise what is wrong.
 */
export async function judgeEnd(
  { work, executions }: World,
  { files }: Pick<WindowModel, "files">,
): Promise<"whole" | "given up" | string> {
  const current = (await getJson<{ revision: number }>(work, `${FOLDER}current.json`))?.value.revision;
  if (current === undefined) return "the window has no current revision";
  const verdict = (await getJson<Verdict>(work, `${FOLDER}r${current}/verdict.json`))?.value;
  const plan = (await getJson<WindowPlan>(work, `${FOLDER}r${current}/plan.json`))?.value;
  const execution = executions.get(windowExecutionName(WINDOW, current))?.status;
  if (verdict?.verdict === "Failed")
    return execution === "SUCCEEDED" ? `r${current} ended well and has the verdict Failed` : "given up";
  if (plan === undefined || verdict === undefined)
    return `r${current} is current and has no plan or no verdict`;
  const planned = new Set(plan.partials.map(({ key }) => key));
  const left = work.keys(PARTIALS).filter((key) => !planned.has(key));
  if (left.length > 0)
    return `r${current} is current and leaves out ${left.map((key) => key.split("/").at(-1)).join(", ")}`;
  if (verdict.rows !== files.length)
    return `r${current} is current and counts ${verdict.rows} rows of ${files.length} files`;
  return "whole";
}
