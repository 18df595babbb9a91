import type { ServiceReading } from "./service-reading.ts";

/** A job reads the folders of all variants below one path, and has one result for them. */
export const variantsTogether: ServiceReading = {
  name: "variants-together",
  means: "The service judges all variants of an endpoint together, Plumbline each by itself.",
  affects: ({ variants }) =>
    variants.size < 2 ? 0 : [...variants.values()].reduce((sum, records) => sum + records, 0),
  key: ({ variant, file }, [first]) => ({
    variant: first!,
    file: variant === first ? file : file.replace(/(\.jsonl(?:\.gz)?)$/, `-${variant}$1`),
  }),
};
