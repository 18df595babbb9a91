/**
 * What each function loads when it starts, against what its role lets it do: code for what it may not do would make every
 * cold start longer for nothing.
 */
import { basename } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleFunctions, type FunctionBundle } from "../../bench/function-bundles.ts";
import { HERE } from "./privilege/here.ts";
import { type Grant, grantsOf, like, resolved } from "./privilege/iam-policy.ts";
import { roleOf, type Templates } from "./templates.ts";

interface Rule {
  readonly code: RegExp;
  /** What a function does that needs it. */
  readonly needs: string;
  readonly allowed: (may: Rights) => boolean;
}

/** What a role lets its function do with objects. */
interface Rights {
  /** Whether some grant covers such an object of the work bucket. */
  readonly reads: (key: string) => boolean;
  readonly writes: (key: string) => boolean;
  /** Whether it may read what is in capture buckets. */
  readonly captures: boolean;
}

const RULES: readonly Rule[] = [
  {
    code: /^node_modules\/(@aws-sdk|@smithy|@aws)\//,
    needs: "a client of its own file, loaded on AWS",
    allowed: () => false,
  },
  {
    code: /^(node_modules\/(hyparquet|hysnappy|fzstd)|steps\/parquet-)/,
    needs: "a Parquet file to read, and is loaded for the first one",
    allowed: () => false,
  },
  {
    code: /^(node_modules\/d3-(?!format)|shared\/report\/(page|chart|html))/,
    needs: "a page to write",
    allowed: ({ writes }) => writes("windows/m/v/w/r0/report.html"),
  },
  {
    code: /^shared\/(constraints|baseline|drift)\/(?!statistic-names)/,
    needs: "a baseline to judge by, or to make",
    allowed: ({ reads, writes }) => reads("baselines/m/b1/x") || writes("baselines/m/b1/x"),
  },
  {
    code: /^shared\/profile\/(dataset-profile|column-profile|kll-sketch)/,
    needs: "a profile to make, to merge or to judge",
    allowed: ({ reads, writes }) => reads("partials/m/v/w/p.profile") || writes("baselines/m/b1/x"),
  },
  {
    code: /^shared\/capture\/(encodings\/|capture-record|batch-record|lines)/,
    needs: "a capture file, or rows that lie like one, to read",
    allowed: ({ captures }) => captures,
  },
  {
    code: /^(node_modules\/valibot|shared\/(expression|mapping|rules|monitors\/monitor-definition))/,
    needs: "a monitor's definition to read",
    allowed: ({ reads }) => reads("monitors/m.yml"),
  },
];

const EVERYTHING: Rights = { reads: () => true, writes: () => true, captures: true };

/** The client of the SDK by the service that a role's actions name. */
const CLIENTS: Readonly<Record<string, string>> = {
  s3: "s3",
  states: "sfn",
  cloudwatch: "cloudwatch",
  sagemaker: "sagemaker",
  events: "eventbridge",
};

/** Sources that run when the function starts, as the bundler follows their imports; `node_modules/…` wherever that lies. */
function atStart({ source, inputs }: FunctionBundle): string[] {
  const found = new Set([source]);
  for (const path of found) for (const more of inputs[path]?.imports ?? []) found.add(more);
  return [...found]
    .filter((path) => (inputs[path]?.bytes ?? 0) > 0)
    .map((path) => path.replace(/^.*node_modules\//, "node_modules/"));
}

/** Each source that no right asks for, as `function: source (rule)`. */
function superfluous(name: string, sources: readonly string[], may: Rights): string[] {
  return RULES.filter(({ allowed }) => !allowed(may)).flatMap(({ code, needs }) =>
    sources.filter((source) => code.test(source)).map((source) => `${name}: ${source}, which needs ${needs}`),
  );
}

export function describeFunctionContents(templates: () => Templates): void {
  describe("what a function loads when it starts", () => {
    let bundles: ReadonlyMap<string, FunctionBundle>;
    beforeAll(async () => {
      bundles = new Map((await bundleFunctions()).map((bundle) => [bundle.name, bundle]));
    }, 120_000);

    const grants = (name: string): Grant[] =>
      grantsOf(templates().plain, HERE, roleOf(templates().plain, name));
    const rights = (name: string): Rights => {
      const { plain } = templates();
      const bucket = plain.template.Resources["WorkBucket"]!.Properties.BucketName;
      const work = `arn:aws:s3:::${resolved(plain, HERE, bucket)}/`;
      const may = (action: string, key: string) =>
        grants(name).some((grant) => grant.action === action && like(grant.resource, `${work}${key}`));
      return {
        reads: (key) => may("s3:GetObject", key),
        writes: (key) => may("s3:PutObject", key),
        captures: grants(name).some(
          ({ action, resource }) => action === "s3:GetObject" && !resource.startsWith(work),
        ),
      };
    };

    test("is code for what its role lets it do, and no client of the SDK", () => {
      const faults = [...bundles].flatMap(([name, bundle]) =>
        superfluous(name, atStart(bundle), rights(name)),
      );
      expect(faults).toEqual([]);
    });

    test("every rule has code that it is about, and a page's renderer in merge-profiles is found", () => {
      const all = [...bundles.values()].flatMap(({ inputs }) =>
        Object.keys(inputs).map((path) => path.replace(/^.*node_modules\//, "node_modules/")),
      );
      for (const { code, allowed } of RULES)
        if (allowed(EVERYTHING))
          expect(
            all.some((path) => code.test(path)),
            String(code),
          ).toBe(true);
      const judging = atStart(bundles.get("analyze-window")!);
      const faults = superfluous("merge-profiles", judging, rights("merge-profiles"));
      expect(faults.join("\n")).toMatch(/node_modules\/d3-scale.*needs a page to write/);
      expect(faults.join("\n")).toMatch(/shared\/constraints\/.*needs a baseline/);
    });

    test("beside it lie the clients of the services that its role names, and no others", () => {
      for (const [name, { files }] of bundles) {
        const services = new Set(grants(name).map(({ action }) => action.split(":")[0]!));
        const expected = [...services]
          .flatMap((service) => CLIENTS[service] ?? [])
          .map((client) => `sdk-${client}.js`);
        const clients = Object.values(CLIENTS).map((client) => `sdk-${client}.js`);
        expect(
          files
            .map((file) => basename(file))
            .filter((file) => clients.includes(file))
            .sort(),
          name,
        ).toEqual(expected.sort());
      }
    });
  });
}
