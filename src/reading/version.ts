/**
 * Raised whenever the same page may be read differently. Bodies read by an older reader are read again, and what differs is
 * committed without being told to anyone: the page did not change.
 */
export const readerVersion = 1
