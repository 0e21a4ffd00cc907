/** One signal for requests that are under way side by side: what aborts the call aborts all, and so does a failure of one. */

/** Node warns of more than ten listeners on one signal, for which a leak is the usual reason; here each is a request. */
export const sharedSignal = (
  signal: AbortSignal | undefined,
): { signal: AbortSignal; abort(reason: unknown): void } => {
  const stop = new AbortController()
  const shared = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  process.getBuiltinModule('node:events').setMaxListeners(0, shared)
  return { signal: shared, abort: (reason) => stop.abort(reason) }
}
