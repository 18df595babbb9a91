/** Fewer own windows than this say nothing about a tail. */
export const LEAST_WINDOWS = 24;
