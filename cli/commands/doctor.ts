import { glob, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { inertText } from "../../shared/report/inert-text.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { checkBaseline } from "../doctor/check-baseline.ts";
import { checkCaptures } from "../doctor/check-captures.ts";
import { checkDefinition } from "../doctor/check-definition.ts";
import { checkNode } from "../doctor/check-node.ts";
import { checkStore } from "../doctor/check-store.ts";
import { type Finding, faultOf } from "../doctor/finding.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openLocation, openStore, storeOf } from "../open-store.ts";
import { paintFor } from "../paint.ts";
import type { BaselineRead } from "../put-baseline.ts";
import { readDefinition } from "../read-definition.ts";

interface DoctorOptions {
  readonly monitor?: string;
  readonly baseline?: string;
  readonly store?: string;
  readonly json?: true;
}

/** `plumbline doctor`: says what is wrong before a window does. */
export const doctor: CliCommand = (program, io, end) => {
  program
    .command("doctor")
    .summary("says what is wrong with a definition, a baseline, a store")
    .description(
      "Looks at monitor definitions (default: monitors/*.yml), their baselines, a sample of their captures, and the work store. Exit status 1 where something is to be thought about, 2 where something cannot work.",
    )
    .option("--monitor <file>", "the definition to look at")
    .option("--baseline <folder>", "the baseline to look at; default: the definition's baseline.uri")
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--json", "print the findings as JSON on standard output")
    .addHelpText(
      "after",
      exampleText("plumbline doctor", "plumbline doctor --monitor monitors/churn.yml --baseline baseline"),
    )
    .action(async (options: DoctorOptions) => {
      const findings = await examine(io, options);
      io.stdout.write(options.json ? jsonText({ version: 1, findings }) : told(io, findings));
      end(statusOf(findings));
    });
};

function statusOf(findings: readonly Finding[]): ExitStatus {
  if (findings.some(({ level }) => level === "fault")) return 2;
  return findings.some(({ level }) => level === "warning") ? 1 : 0;
}

async function examine(io: Io, options: DoctorOptions): Promise<Finding[]> {
  const findings = [checkNode(process.versions.node)];
  const files = options.monitor === undefined ? await definitionFiles(io) : [options.monitor];
  for (const file of files) findings.push(...(await examineMonitor(io, file, options)));
  if (files.length === 0 && options.baseline !== undefined)
    findings.push(
      ...(await checkBaseline(options.baseline, await openLocation(io, options.baseline), undefined))
        .findings,
    );
  if (await storeIsMeant(io, options)) findings.push(...(await examineStore(io, storeOf(io, options.store))));
  return findings;
}

async function definitionFiles(io: Io): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob("monitors/*.yml", { cwd: io.cwd })) found.push(file);
  return found.sort();
}

async function examineMonitor(io: Io, file: string, options: DoctorOptions): Promise<Finding[]> {
  let definition: MonitorDefinition;
  try {
    definition = await readDefinition(io, file);
  } catch (thrown) {
    return [faultOf(file, thrown)];
  }
  const { findings, baseline } = await examineBaseline(io, file, definition, options);
  return [
    ...checkDefinition(file, definition),
    ...findings,
    ...(await checkCaptures(io, definition, baseline)),
  ];
}

async function examineBaseline(
  io: Io,
  file: string,
  definition: MonitorDefinition,
  options: DoctorOptions,
): Promise<{ findings: Finding[]; baseline?: BaselineRead }> {
  const name = options.baseline ?? definition.baseline?.uri;
  if (name === undefined) return { findings: [] };
  const place = options.baseline === undefined && !isS3(name) ? resolve(io.cwd, dirname(file), name) : name;
  return checkBaseline(name, await openLocation(io, place), definition);
}

/** A store is looked at where one is named, or where the default one is there. */
async function storeIsMeant(io: Io, { store }: DoctorOptions): Promise<boolean> {
  if (store !== undefined || io.env["PLUMBLINE_STORE"] !== undefined) return true;
  return (await stat(resolve(io.cwd, ".plumbline", "monitors")).catch(() => undefined)) !== undefined;
}

async function examineStore(io: Io, store: string): Promise<Finding[]> {
  try {
    return await checkStore(store, await openStore(io, store));
  } catch (thrown) {
    return [faultOf(`store ${store}`, thrown)];
  }
}

const MARKS = { ok: ["ok", "green"], warning: ["warning", "yellow"], fault: ["fault", "red"] } as const;

function told(io: Io, findings: readonly Finding[]): string {
  const paint = paintFor(io.stdout, io.env);
  const lines = findings.flatMap(({ level, subject, text, next }) => {
    const [word, style] = MARKS[level];
    const told = text.split("\n").map((line) => inertText(line, 2000));
    return [
      `${paint(style, word.padEnd(8))} ${inertText(subject)}: ${told.join("\n         ")}`,
      ...(next === undefined ? [] : [`         → ${inertText(next, 500)}`]),
    ];
  });
  const count = (level: Finding["level"]) => findings.filter((finding) => finding.level === level).length;
  return `${lines.join("\n")}\n\n${count("ok")} in order, ${count("warning")} to think about, ${count("fault")} that cannot work.\n`;
}
