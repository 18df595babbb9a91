import { firstRow } from "./first-row.ts";
import { folderHour } from "./folder-hour.ts";
import type { ServiceReading } from "./service-reading.ts";
import { variantsTogether } from "./variants-together.ts";

/** Every way in which the service reads otherwise; several together are applied in this order. To add one: write its file, add its line. */
export const serviceReadings: readonly ServiceReading[] = [variantsTogether, folderHour, firstRow];
