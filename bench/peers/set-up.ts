/**
 * Other programs that profile data or find drift in it, installed on demand into a git-ignored folder of the benchmark's
 * own: what `npm ci` brings to everybody stays as small as the product needs (DuckDB alone is 70 MB, Evidently 1 GB, NannyML
 * 2 GB, Spark 0.5 GB).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "../measure.ts";

const FOLDER = fileURLToPath(new URL("../.peers/", import.meta.url));
/** The file that says with which packages an installation came to its end. */
const DONE = "installed";

/** A command of an installation, and what it needs on the machine. */
type Install = readonly [program: string, ...args: string[]];

interface Recipe {
  readonly name: string;
  /** Everything that decides its speed, with versions. */
  readonly packages: readonly string[];
  readonly installs: (folder: string, packages: readonly string[]) => readonly Install[];
  /** Commands that say which Python or Java runs it. */
  readonly runtimes: readonly Install[];
}

const DEEQU = "com.amazon.deequ:deequ:2.0.7-spark-3.5";
const [, , DEEQU_VERSION] = DEEQU.split(":") as [string, string, string];

const RECIPES = {
  duckdb: {
    name: "DuckDB",
    packages: ["@duckdb/node-api@1.5.6-r.1"],
    installs: (folder, packages) => [
      ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", ...packages],
    ],
    runtimes: [],
  },
  whylogs: {
    name: "whylogs",
    packages: ["whylogs==1.6.4", "pandas==2.3.3", "numpy==2.2.6", "pyarrow==26.0.1"],
    installs: python,
    runtimes: [["python3", "--version"]],
  },
  evidently: {
    name: "Evidently",
    // Evidently 0.7.23 does not import beside pandas 3.
    packages: ["evidently==0.7.23", "pandas==2.2.3", "numpy==2.4.6", "pyarrow==26.0.1"],
    installs: python,
    runtimes: [["python3", "--version"]],
  },
  nannyml: {
    name: "NannyML",
    // Its own bounds are open at the top; these were tried together on Python 3.11. They also decide its answers.
    packages: [
      "nannyml==0.13.1",
      "pandas==2.2.3",
      "numpy==2.2.6",
      "scipy==1.15.3",
      "scikit-learn==1.6.1",
      "category-encoders==2.8.1",
      "pyarrow==26.0.1",
    ],
    installs: python,
    runtimes: [["python3", "--version"]],
  },
  deequ: {
    name: "Deequ on Spark",
    // The pair that pydeequ 1.4.0 names for Spark 3.5 (`configs.py`).
    packages: ["pydeequ==1.4.0", "pyspark==3.5.9", "setuptools==75.8.0", DEEQU],
    installs: (folder, packages) => [
      ...python(folder, packages.slice(0, -1)),
      [
        "mvn",
        "-B",
        "-q",
        "dependency:get",
        `-Dmaven.repo.local=${join(folder, "maven")}`,
        `-Dartifact=${DEEQU}`,
        "-Dtransitive=false",
      ],
    ],
    runtimes: [
      ["python3", "--version"],
      ["java", "--version"],
    ],
  },
} as const satisfies Record<string, Recipe>;

export type PeerName = keyof typeof RECIPES;

/** A peer that can be run. */
export interface Peer {
  readonly name: string;
  /** Of everything that decides its speed. */
  readonly versions: string;
  /** Where it is installed. */
  readonly folder: string;
}

/** Why a peer is left out; one plain sentence. */
export interface MissingPeer {
  readonly missing: string;
}

/** Whether a peer is there, so that setting it up installs nothing. */
export function isInstalled(which: PeerName): boolean {
  const done = join(FOLDER, which, DONE);
  return existsSync(done) && readFileSync(done, "utf8") === RECIPES[which].packages.join("\n");
}

/** Installs a peer where it is not yet there, which takes a minute or two. What the installers say goes to the terminal. */
export function setUpPeer(which: PeerName): Peer | MissingPeer {
  const recipe: Recipe = RECIPES[which];
  const folder = join(FOLDER, which);
  if (!isInstalled(which)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const install of recipe.installs(folder, recipe.packages)) {
      const failed = failureOf(install);
      if (failed !== undefined) return { missing: `${recipe.name} is left out: ${failed}.` };
    }
    writeFileSync(join(folder, DONE), recipe.packages.join("\n"));
  }
  const runtimes = recipe.runtimes.map(firstLine).filter((line) => line !== "");
  return { name: recipe.name, versions: [...recipe.packages, ...runtimes].join(", "), folder };
}

/** The Python of a peer's own environment. */
export function pythonOf({ folder }: Peer): string {
  return process.platform === "win32"
    ? join(folder, "venv/Scripts/python.exe")
    : join(folder, "venv/bin/python");
}

/**
 * A command of a peer's Python. Numeric libraries with threads of their own would take the second core where there is no
 * `taskset`; nothing is reported to the packages' makers.
 */
export function pythonCommand(peer: Peer, args: readonly string[]): Command {
  const env = {
    OMP_NUM_THREADS: "1",
    OPENBLAS_NUM_THREADS: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONWARNINGS: "ignore",
    // Evidently adds up categories in the order of a set.
    PYTHONHASHSEED: "0",
    DO_NOT_TRACK: "1",
    NML_DISABLE_USAGE_LOGGING: "1",
  };
  return { program: pythonOf(peer), args, env };
}

/** Deequ's own library; pyspark has Spark's. */
export function deequJar({ folder }: Peer): string {
  return join(folder, "maven/com/amazon/deequ/deequ", DEEQU_VERSION, `deequ-${DEEQU_VERSION}.jar`);
}

function python(folder: string, packages: readonly string[]): readonly Install[] {
  const own = pythonOf({ name: "", versions: "", folder });
  return [
    ["python3", "-m", "venv", join(folder, "venv")],
    [own, "-m", "pip", "install", "--quiet", ...packages],
  ];
}

function failureOf([program, ...args]: Install): string | undefined {
  const { status, error } = spawnSync(program, args, {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (error !== undefined) return `${program} is not on this machine`;
  const step = args.find((each) => /install|venv|dependency:get/.test(each)) ?? "";
  return status === 0 ? undefined : `\`${program.split(/[\\/]/).at(-1)} … ${step}\` ended with ${status}`;
}

function firstLine([program, ...args]: Install): string {
  return (spawnSync(program, args, { encoding: "utf8" }).stdout ?? "").split("\n")[0]!.trim();
}
