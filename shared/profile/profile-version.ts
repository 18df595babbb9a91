/**
 * Version of the binary profile. 1: 0.1.0. 2: negative numbers are counted, columns say what kind of summaries they
 * are made of, and a profile may hold segments.
 */
export const PROFILE_VERSION = 2;
/** Versions that are read; a version stays here for two major releases at least. */
export const READABLE_VERSIONS: readonly number[] = [1, 2];
