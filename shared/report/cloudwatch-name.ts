import { hashOf, slug } from "../window/execution-name.ts";

/** Dimensions take 1,024 characters; 255 keeps them readable. */
const MOST = 255;
/** Printable ASCII with something to see (CloudWatch API reference, `Dimension` and `MetricStreamFilter`). */
const PRINTABLE = /^(?=.*\S)[\x20-\x7e]+$/;
const READABLE = 60;

/** A name as the value of a dimension, which does not start with a colon. */
export function dimensionValue(name: string): string {
  return isName(name) && !name.startsWith(":") ? name : encoded(name);
}

/** `prefix` and a name as the name of a metric, 255 characters at most. */
export function metricName(prefix: string, name: string): string {
  return isName(prefix + name) ? prefix + name : prefix + encoded(name);
}

const isName = (text: string) => text.length <= MOST && PRINTABLE.test(text);

/** A name that CloudWatch cannot hold: what is ASCII of it, and a hash, so that names that differ stay different. */
function encoded(name: string): string {
  return [slug(name, READABLE), hashOf(8, name)].filter((part) => part !== "").join("-");
}
