/** Work that is mostly done at once: a promise is made, and waited for, only where something is asynchronous indeed. */

/** A value, or the promise of one. */
export type Ready<Value> = Value | Promise<Value>

/** Goes on with a value: now, or when it is there. */
export const whenReady = <Value, Next>(value: Ready<Value>, next: (value: Value) => Ready<Next>): Ready<Next> =>
  value instanceof Promise ? value.then(next) : next(value)
