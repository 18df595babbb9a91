/** Step, handler file, function, state and substitution have one name. */
import { describe, expect, test } from "vitest";
import {
  functionId,
  handlerFiles,
  machineNames,
  machineText,
  pascal,
  statesOf,
  stepTable,
} from "./project.ts";
import { ofType, type Templates } from "./templates.ts";

const steps = stepTable().map(({ step }) => step);

export function describeNames(templates: () => Templates): void {
  describe("one name everywhere", () => {
    test("the table has eighteen steps", () => expect(steps).toHaveLength(18));

    test("step = handler file = function = role", () => {
      const functions = ofType(templates().plain, "AWS::Lambda::Function").map(([, { Properties }]) =>
        Properties.FunctionName.replace("plumbline-dev-", ""),
      );
      expect(handlerFiles().sort()).toEqual([...steps].sort());
      expect(functions.sort()).toEqual([...steps].sort());
      for (const step of steps)
        expect(templates().plain.template.Resources[functionId(step)]!.Properties).toMatchObject({
          Handler: "index.handler",
          Runtime: "nodejs24.x",
          Architectures: ["arm64"],
          Role: { "Fn::Sub": `\${${pascal(step)}Role.Arn}` },
        });
    });

    test("a machine's tasks are the steps that the table gives it, substituted by their own names", () => {
      for (const machine of machineNames()) {
        const tasks = statesOf(JSON.parse(machineText(machine))).filter(
          ([, { Type, Resource }]) => Type === "Task" && /^\$\{\w+\}$/.test(Resource),
        );
        for (const [name, { Resource }] of tasks) expect(Resource).toBe(`\${${pascal(name)}}`);
        const inTable = stepTable()
          .filter(({ machines }) => machines.includes(machine))
          .map(({ step }) => step);
        expect(tasks.map(([name]) => name).sort()).toEqual(inTable.sort());
      }
    });

    test("a machine is deployed from its file, every substitution has a value, and none is left over", () => {
      for (const machine of machineNames()) {
        const { DefinitionString, DefinitionSubstitutions, StateMachineType } =
          templates().plain.template.Resources[`${pascal(machine)}Machine`]!.Properties;
        expect(JSON.parse(DefinitionString)).toEqual(JSON.parse(machineText(machine)));
        const asked = [
          ...new Set([...machineText(machine).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!)),
        ];
        expect(Object.keys(DefinitionSubstitutions).sort()).toEqual(asked.sort());
        for (const step of steps.filter((name) => asked.includes(pascal(name))))
          expect(DefinitionSubstitutions[pascal(step)]).toEqual({ "Fn::GetAtt": [functionId(step), "Arn"] });
        expect(StateMachineType).toBe("STANDARD");
      }
    });
  });
}
