/** A mistake in what the user gave on the command line; the message is all there is to say. */
export class UsageError extends Error {}
