/**
 * The protocol with one piece of it taken out, made of the real steps: what the model check has to find wrong, or it would
 * find nothing.
 */
import { openWindow } from "../../steps/open-window.ts";
import type { ObjectStore, Ports, PutOutcome } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { FOLDER, PARTIALS, type Variant, WINDOW } from "./window-model.ts";

const MARKER = `${FOLDER}closed.json`;

/** The naive order: the window is opened, and then the partial is written. */
export const opensFirst: Variant = {
  async profile(ports, event) {
    await openWindow(ports, WINDOW);
    await profileCaptureFile(ports, { ...event, fence: "none" });
  },
};

/** The window is opened after the partial is written, and nobody looks for the marker: a running execution is taken for one that will list. */
export const readsNoMarker: Variant = {
  profile: (ports, event) =>
    profileCaptureFile(
      {
        ...ports,
        work: { ...ports.work, get: async (key) => (key === MARKER ? undefined : ports.work.get(key)) },
      },
      event,
    ),
};

/** Whoever finds the partial there (`412`) takes the fence for done. */
export const skipsFenceOfDuplicates: Variant = {
  async profile(ports, event) {
    let isThere = false;
    const put: ObjectStore["put"] = async (key, body, condition) => {
      const outcome = await ports.work.put(key, body, condition);
      if (key.startsWith(PARTIALS) && !outcome.written) isThere = true;
      return outcome;
    };
    await profileCaptureFile({ ...ports, work: { ...ports.work, put } }, { ...event, fence: "none" });
    if (!isThere) await openWindow(ports, WINDOW);
  },
};

/** The closer lists first: its marker is written when the plan is made. */
export const marksLast: Variant = {
  closerPorts(ports) {
    let mark: (() => Promise<PutOutcome>) | undefined;
    const put: ObjectStore["put"] = async (key, body, condition) => {
      if (key === MARKER) {
        mark = () => ports.work.put(key, body, condition);
        return { written: true, etag: "" };
      }
      if (key.endsWith("/plan.json")) await mark?.();
      return ports.work.put(key, body, condition);
    };
    return { ...ports, work: { ...ports.work, put } } satisfies Ports;
  },
};
