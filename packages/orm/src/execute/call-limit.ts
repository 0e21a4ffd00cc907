/** The end of a call that sends more than one request: its deadline, or its caller's signal, whichever is first. */

/** Ends a call from outside. */
export interface CallLimit {
  /** Fires at the deadline, when the caller's signal does, or at `stop`. */
  readonly signal: AbortSignal
  /** Whether the deadline was what fired. */
  readonly expired: boolean
  /** Cancels everything under way. */
  stop(reason: unknown): void
  /** Drops timer and listeners; to be called whatever happened. */
  release(): void
}

/** Starts the clock of a call: `timeout` in milliseconds. */
export const limitCall = (signal: AbortSignal | undefined, timeout: number): CallLimit => {
  const controller = new AbortController()
  let expired = false
  const expire = (): void => {
    expired = !controller.signal.aborted
    controller.abort()
  }
  const cancel = (): void => controller.abort(signal?.reason)
  const timer = setTimeout(expire, timeout)
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  return {
    signal: controller.signal,
    get expired() {
      return expired
    },
    stop: (reason) => controller.abort(reason),
    release: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
