/** A write that was not sent: shows what it would send and why, or sends it. Not thenable, so nothing is sent by accident. */

import { withRetries } from '../execute/retries.ts'
import type { SessionSource } from '../execute/session.ts'
import { outlineWrite, runWrite, type WriteCall } from '../execute/write-call.ts'
import type { WriteIntent } from './manager-types.ts'

/** What an intent is made of. */
export interface IntentSource<Stored, Result> {
  /** Name of the call, for `explain`. */
  readonly name: string
  readonly call: WriteCall<Stored>
  /** Of the call, in place of the table's. */
  readonly retries?: number | undefined
  readonly toResult: (stored: Stored) => Result
}

export const createIntent = <Stored, Result>(
  source: SessionSource,
  { name, call, retries, toResult }: IntentSource<Stored, Result>,
): WriteIntent<Result> => ({
  toRequests: async () => (await outlineWrite(source.current(), call)).requests,
  explain: async () => {
    const { requests, readsBecause, conditional } = await outlineWrite(source.current(), call)
    const [first] = requests
    const what = `${name} of ${call.spec.name}${conditional ? ', if the condition holds' : ''}`
    if (readsBecause !== undefined)
      return `${what}: reads the item first, consistently, because ${readsBecause}; then one conditional write, tried again if another writer gets between.`
    return `${what}: one ${first?.operation}${first?.operation === 'TransactWriteItems' ? `, for the item${call.spec.history ? ', its history' : ''} and the markers of its unique constraints` : ''}.`
  },
  send: async () => await runWrite(withRetries(source.current(), retries), call, toResult),
})
