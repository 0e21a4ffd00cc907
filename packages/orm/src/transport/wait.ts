/** Waiting that an AbortSignal can end: at most one wait of a call is current, and it says how to end it. */

/** The current wait of one call. */
export interface Wait {
  /** Ends the current wait; set by whoever waits. */
  cancel: (() => void) | undefined
}

/** Waits for `milliseconds`; ends early, without an error, when cancelled. */
export const pause = (milliseconds: number, wait: Wait): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      wait.cancel = undefined
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    wait.cancel = end
  })

/** What `within` gives when the promise did not settle in time, or was cancelled. */
export const UNSETTLED: unique symbol = Symbol('unsettled')

/** The promise's outcome, or `UNSETTLED` after `milliseconds` or when cancelled. The promise itself goes on. */
export const within = <Value>(
  promise: Promise<Value>,
  milliseconds: number,
  wait: Wait,
): Promise<Value | typeof UNSETTLED> =>
  new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      wait.cancel = undefined
    }
    const giveUp = () => {
      end()
      resolve(UNSETTLED)
    }
    const timer = setTimeout(giveUp, milliseconds)
    wait.cancel = giveUp
    promise.then(
      (value) => {
        end()
        resolve(value)
      },
      (error) => {
        end()
        reject(error)
      },
    )
  })
