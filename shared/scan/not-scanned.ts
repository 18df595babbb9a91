/** What a scanner answers where the plain way has to read; it is no place in any bytes. */
export const NOT_SCANNED = -1;
