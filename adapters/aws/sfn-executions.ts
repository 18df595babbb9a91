/**
 * Executions of the STANDARD state machines. The name is a lock: Step Functions gives the same answer to the same name
 * and input while the execution runs, and refuses the name for 90 days after it (StartExecution API reference).
 */
import { Throttled, UnusableInput } from "../../shared/errors.ts";
import type { ExecutionStatus, Executions, MachineName } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "./sdk/sfn.ts";
import { isTemporary, serviceError } from "./service-error.ts";

/** Of a state, its input and its output (Step Functions quotas). */
const MAX_INPUT_BYTES = 256 * 1024;
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

/**
 * The executions of the machines whose ARN begins with `machines`: `arn:…:stateMachine:plumbline-dev-`.
 * Throws `Throttled` when the service asks to slow down and `UnusableInput` for a name or an input it would not take.
 */
export function sfnExecutions({
  machines,
  client = new SFNClient(clientSettings),
}: {
  readonly machines: string;
  readonly client?: SFNClient;
}): Executions {
  const machineArn = (machine: MachineName) => `${machines}${machine}`;
  return {
    async start(machine, name, input) {
      if (!NAME.test(name))
        throw new UnusableInput(
          `Got execution name "${name}"; expected 1 to 80 letters, digits, dashes and underscores.`,
        );
      const request = { stateMachineArn: machineArn(machine), name, input: canonicalJson(input) };
      const bytes = Buffer.byteLength(request.input);
      if (bytes > MAX_INPUT_BYTES)
        throw new UnusableInput(
          `Got an input of ${bytes} bytes for execution ${name}; Step Functions takes ${MAX_INPUT_BYTES}. Put keys into it, not data.`,
        );
      try {
        await client.send(new StartExecutionCommand(request));
        return "started";
      } catch (thrown) {
        if (serviceError(thrown).name === "ExecutionAlreadyExists") return "exists";
        throw slowedDown(thrown, "StartExecution");
      }
    },
    async status(machine, name) {
      const executionArn = `${machineArn(machine).replace(":stateMachine:", ":execution:")}:${name}`;
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        // PENDING_REDRIVE is an execution that will run again: nobody else may take its place.
        return status === "PENDING_REDRIVE" ? "RUNNING" : (status as ExecutionStatus);
      } catch (thrown) {
        if (serviceError(thrown).name === "ExecutionDoesNotExist") return undefined;
        throw slowedDown(thrown, "DescribeExecution");
      }
    },
  };
}

/** JSON with sorted keys: one name has to come with one input to the byte, whoever builds it. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isPlain(part) ? Object.fromEntries(Object.entries(part).sort(byKey)) : part,
  );
}

const isPlain = (part: unknown): part is Record<string, unknown> =>
  typeof part === "object" && part !== null && !Array.isArray(part);
const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

function slowedDown(cause: unknown, call: string): unknown {
  return isTemporary(cause)
    ? new Throttled(`Step Functions asks to slow down or does not answer (${call}). Try again.`, { cause })
    : cause;
}
