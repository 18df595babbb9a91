import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { parseDuration } from "../../shared/window/window.ts";
import type { ExecutionStatus } from "../../steps/ports.ts";
import { MemoryObjectStore } from "../memory-object-store.ts";
import { type Call, describeCall, revisionName } from "./call.ts";
import { ABANDONED, LOST } from "./held-process.ts";
import { Histories, type Moment } from "./histories.ts";
import { type Around, isPrivate } from "./private-calls.ts";
import type { Setting } from "./setting.ts";
import type { Running, State } from "./state.ts";
import { ID, WINDOW, type WindowModel, windowModel } from "./window-model.ts";
import { type Performed, perform, type World, withStatus } from "./world.ts";

/** One step from a state to the next. */
export interface Step {
  readonly label: () => string;
  readonly to: State;
  /** Promises that it broke. */
  readonly broken: readonly string[];
}

const MINUTE = 60_000;

/** Says of every state what may come next. */
export class Successors {
  readonly model: WindowModel;
  private readonly setting: Setting;
  private readonly histories: Histories;
  /** What the clock shows, one after the other. */
  private readonly times: readonly number[];
  private readonly around: Around;
  /** Files after this one are like it, and begin in the order of their names. */
  private readonly alike: number;

  static async of(setting: Setting): Promise<Successors> {
    return new Successors(setting, await windowModel(setting));
  }

  private constructor(setting: Setting, model: WindowModel) {
    this.setting = setting;
    this.model = model;
    this.histories = new Histories(model.constants);
    // Late enough for a sweep of this window (lateness + 15 minutes), and too early for one of the next or to compare.
    const due = parseDuration(setting.lateness ?? "PT10M")! + 30 * MINUTE;
    this.times = [
      ...(setting.clock ?? [due]),
      ...(setting.hours ?? []).map((hours) => hours * 60 * MINUTE),
    ].map((after) => WINDOW.end + after);
    this.around = {
      landing: setting.landing === true,
      twins: (setting.retries ?? 0) > 0,
      givesUp: (setting.deaths ?? 0) + (setting.spent ?? 0) >= 3,
    };
    const areAlike =
      setting.files.every((kind) => kind === "next") && !setting.sandboxes && !setting.lost?.length;
    this.alike = !areAlike ? setting.files.length : setting.redeliveries ? 1 : 0;
  }

  /** Histories of single processes that were run so far. */
  get runs(): number {
    return this.histories.size;
  }

  /** The state in which nothing has happened. */
  async first(): Promise<State> {
    const { files, lost = [], sandboxes, redeliveries = 0, landing } = this.setting;
    const delivered = files.map((_, index) => index).filter((index) => !lost.includes(index));
    const again = Array.from({ length: redeliveries }, () => [0]);
    const world: World = {
      work: new MemoryObjectStore("work"),
      digest: 0n,
      executions: new Map(),
      landed: this.model.files.filter(({ kind }) => !landing || kind === "next"),
      alarms: [],
    };
    const running: Running[] = [];
    for (const each of sandboxes ?? [...delivered.map((index) => [index]), ...again])
      running.push(await this.profiler(each, 0));
    const { crashes = 0, buried = 0, deaths = 0, retries = 0, sweeps = 0 } = this.setting;
    const budget = { crashes, buried, deaths, retries, sweeps };
    let to: State = { world, running, time: 0, budget, begun: 0, sweptAt: "" };
    if (this.setting.opened) {
      const input = { endpoint: WINDOW.endpoint, variant: WINDOW.variant, windowId: ID, revision: 0 };
      const name = windowExecutionName(WINDOW, 0);
      const opened = await perform(world, { ask: "start", machine: "analyze-window", name, input }, "");
      to = { ...to, world: opened.world, running: [...running, ...(await this.executions(opened, 0))] };
    }
    for (let revision = 0; revision < (this.setting.spent ?? 0); revision++) {
      const input = { endpoint: WINDOW.endpoint, variant: WINDOW.variant, windowId: ID, revision };
      const name = windowExecutionName(WINDOW, revision);
      to = { ...to, world: withStatus(to.world, name, "ABORTED", JSON.stringify(input)) };
    }
    return (await this.settled({ label: () => "", to, broken: [] })).to;
  }

  /** Every step that may follow; none when nothing more happens. */
  async from(state: State): Promise<readonly Step[]> {
    const due: Step[] = [];
    for (const each of state.running)
      if (this.mayGo(state, each)) due.push(...(await this.advance(state, each)));
    due.push(...(await this.landings(state)));
    if (state.time < (this.setting.clock?.length ?? 1) - 1) due.push(await this.tick(state));
    return due.length > 0 ? [...due, ...(await this.faults(state))] : this.whenQuiet(state);
  }

  /** Sweeps until one changes nothing, then the hours in which the next ones come. */
  private async whenQuiet(state: State): Promise<readonly Step[]> {
    if (!this.setting.swept) return [];
    const quiet = `${state.world.digest.toString(36)} ${state.time}`;
    if (state.sweptAt !== quiet) {
      const to = { ...state, sweptAt: quiet, running: [await this.sweep(state)] };
      return [{ label: () => "everything is quiet; a sweep begins", to, broken: [] }];
    }
    return state.time < this.times.length - 1 ? [await this.tick(state)] : [];
  }

  private mayGo(state: State, { kind, files, from, moment: { standing } }: Running): boolean {
    if (from > state.time) return false;
    if (standing.at === "call" && standing.call.ask === "wait")
      return this.isDue(standing.call.until, state.time);
    if (standing.at === "call" && standing.call.ask === "event")
      return hasLanded(state.world, standing.call.key);
    const [file] = files;
    // Before a profiler does anything that others see, its likes before it have.
    return kind !== "profiler" || file! <= this.alike || ((state.begun >> (file! - 1)) & 1) === 1;
  }

  /** At the last time before the quiet hours everything is due: the clock shows it as long as it takes. */
  private isDue(until: number, time: number): boolean {
    return time >= (this.setting.clock?.length ?? 1) - 1 || this.times[time]! >= until;
  }

  /** What one process does next: its call and what follows from it unseen, at every time that its clock may then show. */
  private async advance(state: State, each: Running): Promise<Step[]> {
    const { standing } = each.moment;
    if (standing.at === "end")
      return [await this.endExecution(state, each, standing.result as ExecutionStatus)];
    if (standing.at === "throw") throw standing.error;
    const { call } = standing;
    const performed = await perform(state.world, call, revisionName(each.name));
    const steps: Step[] = [];
    // Only a sandbox that remembers asks its clock for anything that minutes matter to.
    const latest =
      this.setting.sandboxes !== undefined && each.kind === "profiler" ? this.times.length - 1 : state.time;
    for (let time = state.time; time <= latest; time++) {
      const moment = await this.histories.after(each.moment, performed.answer, this.clockOf(each.kind, time));
      const begun = each.kind === "profiler" ? state.begun | (1 << each.files[0]!) : state.begun;
      const gone = { ...each, moment, from: time };
      const to = {
        ...state,
        begun,
        world: performed.world,
        running: [...replaced(state.running, each, gone), ...(await this.executions(performed, state.time))],
      };
      const late = time === state.time ? "" : `; its clock then shows ${this.timeText(time)}`;
      const label = () => `${shortName(each)}: ${describeCall(call, performed.answer)}${late}`;
      steps.push(await this.settled({ label, to, broken: performed.broken }, gone, call, performed));
    }
    return steps;
  }

  private clockOf(kind: Running["kind"], time: number): number {
    return this.times[time]! - (kind === "profiler" ? (this.setting.slow ?? 0) : 0);
  }

  /**
   * Performs private calls and takes away who is done, until everybody stands where others matter. `read`: a call that `by` has
   * just had answered. Where `atomicSwaps` are set, its compare-and-swap follows at once: had somebody come between, it
   * would be refused and read again, which is the same as having read later.
   */
  private async settled(step: Step, by?: Running, read?: Call, was?: Performed): Promise<Step> {
    let { world, running } = step.to;
    const { time } = step.to;
    const broken = [...step.broken];
    let swap = this.setting.atomicSwaps === true && read?.ask === "get" ? read.key : undefined;
    for (let index = 0; index < running.length; index++) {
      let each = running[index]!;
      while (each.moment.standing.at === "call" && each.from <= time) {
        const { call } = each.moment.standing;
        const swaps =
          each === by && call.ask === "put" && call.key === swap && compares(call, was!.answer.told);
        if (call.ask === "wait" && !this.isDue(call.until, time)) break;
        if (!swaps && !isPrivate(world, each, call, this.around)) break;
        swap = undefined;
        const performed = await perform(world, call, revisionName(each.name));
        const moment = await this.histories.after(each.moment, performed.answer, each.moment.now);
        broken.push(...performed.broken);
        world = performed.world;
        const next = { ...each, moment };
        running = [...replaced(running, each, next), ...(await this.executions(performed, time))];
        each = next;
      }
      const { standing } = each.moment;
      if (standing.at === "throw") broken.push(`${shortName(each)} threw: ${standing.error.message}`);
      if (standing.at === "end" && each.kind !== "execution") {
        running = without(running, each);
        index -= 1;
      }
    }
    return { label: step.label, broken, to: { ...step.to, world, running } };
  }

  private async executions({ started }: Performed, time: number): Promise<Running[]> {
    if (started === undefined || started.input["windowId"] !== ID) return [];
    const { name, input } = started;
    const moment = await this.histories.begin(this.model.execution(name, input), this.times[time]!);
    return [{ kind: "execution", moment, files: [], name, from: time }];
  }

  private endExecution(state: State, each: Running, status: ExecutionStatus): Promise<Step> {
    const label = () => `${shortName(each)} ${status === "ABORTED" ? "dies" : `ends, ${status}`}`;
    const world = withStatus(state.world, each.name, status);
    const to = { ...state, world, running: without(state.running, each) };
    return this.settled({
      label,
      to,
      broken: status === "FAILED" ? [`${shortName(each)} failed by itself`] : [],
    });
  }

  private landings(state: State): Promise<Step[]> {
    const { landed } = state.world;
    const steps = this.model.files
      .filter((file) => !landed.includes(file))
      .map(async (file) => {
        const files = [...landed, file].sort((a, b) => (a.key < b.key ? -1 : 1));
        const to = { ...state, world: { ...state.world, landed: files } };
        return this.settled({ label: () => `file ${file.name} lands`, to, broken: [] });
      });
    return Promise.all(steps);
  }

  private tick(state: State): Promise<Step> {
    const time = state.time + 1;
    return this.settled({ label: () => `it is ${this.timeText(time)}`, to: { ...state, time }, broken: [] });
  }

  /** What may go wrong, and sweeps that come while others work. */
  private async faults(state: State): Promise<Step[]> {
    const { budget, running } = state;
    const steps: Step[] = [];
    for (const each of running) {
      if (each.kind === "execution" && budget.deaths > 0) {
        const spent = { ...state, budget: { ...budget, deaths: budget.deaths - 1 } };
        steps.push(await this.endExecution(spent, each, "ABORTED"));
      }
      if (each.kind === "execution" && budget.retries > 0 && each.moment.standing.at === "call")
        steps.push(await this.retry({ ...state, budget: { ...budget, retries: budget.retries - 1 } }, each));
      if (each.kind === "twin")
        steps.push({
          label: () => `${shortName(each)} dies`,
          to: { ...state, running: without(running, each) },
          broken: [],
        });
      if (each.kind === "profiler" && budget.buried > 0)
        steps.push({
          label: () => `${each.name} dies, and its event does not come again`,
          to: { ...state, budget: { ...budget, buried: budget.buried - 1 }, running: without(running, each) },
          broken: [],
        });
      if (each.kind === "profiler" && budget.crashes > 0) {
        const again = await this.profiler(each.files, state.time);
        const to = {
          ...state,
          budget: { ...budget, crashes: budget.crashes - 1 },
          running: replaced(running, each, again),
        };
        const label = () => `${each.name} dies, and its event comes again`;
        const step = await this.settled({ label, to, broken: [] });
        // Who has done nothing yet may as well not die.
        if (!step.to.running.some(({ moment }) => moment === each.moment)) steps.push(step);
      }
      if (each.kind === "sweep" && budget.deaths > 0)
        steps.push({
          label: () => "the sweep dies",
          to: {
            ...state,
            budget: { ...budget, deaths: budget.deaths - 1 },
            running: without(running, each),
            sweptAt: "",
          },
          broken: [],
        });
    }
    if (budget.sweeps > 0) {
      const to = {
        ...state,
        budget: { ...budget, sweeps: budget.sweeps - 1 },
        running: [...running, await this.sweep(state)],
      };
      steps.push(await this.settled({ label: () => "a sweep begins", to, broken: [] }));
    }
    return steps;
  }

  /** The machine's Retry: the Task begins anew, and the function that ran may run on all the same. */
  private async retry(state: State, each: Running): Promise<Step> {
    const { now } = each.moment;
    const twin = await this.histories.after(each.moment, { value: ABANDONED, told: "abandoned" }, now);
    const anew = await this.histories.after(each.moment, { value: LOST, told: "lost" }, now);
    const running = [
      ...replaced(state.running, each, { ...each, moment: anew }),
      { ...each, kind: "twin" as const, moment: twin },
    ];
    const label = () => `${shortName(each)}: its function is tried again, and the first one runs on`;
    return this.settled({ label, to: { ...state, running }, broken: [] });
  }

  private async profiler(files: readonly number[], time: number): Promise<Running> {
    const role = this.model.profiler(files);
    const moment = await this.histories.begin(role, this.clockOf("profiler", time));
    return { kind: "profiler", moment, files, name: role.name, from: time };
  }

  private async sweep(state: State): Promise<Running> {
    const moment: Moment = await this.histories.begin(this.model.sweeper, this.times[state.time]!);
    return { kind: "sweep", moment, files: [], name: "sweep", from: state.time };
  }

  private timeText(time: number): string {
    return new Date(this.times[time]!).toISOString().slice(11, 19);
  }
}

/** Whether a write is the second half of a compare-and-swap whose read was told this ETag. */
function compares({ condition }: Extract<Call, { ask: "put" }>, told: string): boolean {
  return told === "" ? condition.ifNoneMatch !== undefined : condition.ifMatch === told;
}

const replaced = (all: readonly Running[], one: Running, by: Running) =>
  all.map((each) => (each === one ? by : each));
const without = (all: readonly Running[], one: Running) => all.filter((each) => each !== one);
const hasLanded = ({ landed }: World, key: string) => landed.some((each) => each.key === key);
const shortName = ({ kind, name }: Running) =>
  kind === "execution"
    ? revisionName(name).split(" ")[0]!
    : kind === "twin"
      ? `twin of ${revisionName(name).split(" ")[0]}`
      : name;
