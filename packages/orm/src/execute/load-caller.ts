/** One get that waits for the loader: its request, and a promise of its own. Settles once. */

import type { ReadItem } from '../codec/read-item.ts'
import { RequestError } from '../errors/errors.ts'
import type { GetOperation } from '../read/get-operation.ts'
import type { LoadOptions } from './session.ts'

export class LoadCaller {
  readonly operation: GetOperation
  readonly options: LoadOptions
  readonly outcome: Promise<ReadItem | undefined>
  #resolve: (item: ReadItem | undefined) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #release = (): void => {}

  constructor(operation: GetOperation, options: LoadOptions) {
    this.operation = operation
    this.options = options
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  resolve(item: ReadItem | undefined): void {
    this.#release()
    this.#resolve(item)
  }

  reject(error: unknown): void {
    this.#release()
    this.#reject(error)
  }

  /** From now on, the caller's signal rejects it, and runs the function. */
  onAbort(run: () => void): void {
    const { signal } = this.options
    if (signal === undefined) return
    const abort = (): void => {
      this.reject(this.#aborted(signal))
      run()
    }
    this.#release = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
  }

  /** Rejects a caller whose signal has fired already; whether it had. */
  rejectIfAborted(): boolean {
    const { signal } = this.options
    if (signal?.aborted !== true) return false
    this.reject(this.#aborted(signal))
    return true
  }

  #aborted(signal: AbortSignal): RequestError {
    return new RequestError('request.aborted', 'GetItem was cancelled by its AbortSignal.', { cause: signal.reason })
  }
}
