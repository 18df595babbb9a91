import { HARD_FAULT_EVENT, type HardFaultEvent } from "../shared/faults/fault-event.ts";
import type { EventSink, PlumblineEvent } from "../steps/ports.ts";
import type { Task } from "./local-state-machine.ts";

/** What the rule `<prefix>-hard-faults` does on AWS (resources/queue.cjs): hard faults that people have to hear of go to the topic. */
export function withFaultNotifications(events: EventSink, topic: string, notify: Task): EventSink {
  return {
    put: async (entries) => {
      await events.put(entries);
      for (const { message, key } of entries.flatMap(toTell))
        await notify({ TopicArn: topic, Message: `${message} (event ${key})` });
    },
  };
}

function toTell({ detailType, detail }: PlumblineEvent): HardFaultEvent[] {
  const fault = detail as unknown as HardFaultEvent;
  return detailType === HARD_FAULT_EVENT && fault.notify ? [fault] : [];
}
