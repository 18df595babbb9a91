/** What a scanner answers where the plain way has to read; it is no place in any bytes. */
export const NOT_SCANNED = -1;
/** What it answers where there is no room for the rows of the payload beside the ones that are gathered. */
export const NO_ROOM = -2;
