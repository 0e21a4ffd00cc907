/**
 * Sends a transaction, which carries a token: where a try of it may have been applied, and a later one met
 * another transaction, the very same request goes out again.
 *
 * With another token, DynamoDB could apply it a second time: the lost try may still be under way.
 */
import { RequestError } from '../errors/errors.ts'
import type { Tries } from './tries.ts'

export const sendOnce = async <Output>(tries: Tries, send: () => Promise<Output>): Promise<Output> => {
  let uncertain = false
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      uncertain ||= error.uncertain === true
      if (!uncertain || !isPassing(error)) throw error
      if (tries.spent) throw Object.assign(error, { uncertain })
      await tries.giveWay(false)
    }
  }
}

/** Reasons that say nothing of the items: nothing was applied, and the same request may be. */
const passing: ReadonlySet<string> = new Set([
  ...['None', 'TransactionConflict'],
  ...['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded'],
])

const isPassing = ({ service, body }: RequestError): boolean => {
  if (service !== 'TransactionCanceledException') return false
  const reasons = (body?.['CancellationReasons'] ?? []) as readonly { readonly Code?: string }[]
  return reasons.length > 0 && reasons.every(({ Code = 'None' }) => passing.has(Code))
}
