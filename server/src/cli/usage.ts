/**
 * What can go wrong with a call of the command line itself: wrong usage, said on stderr with exit code 2.
 */

/** A wrong call. Caught in `main`; its message is for the user. */
export class UsageError extends Error {}
