/** Sends gets of one moment; tries again while writers hold one of the items. */
import { RequestError, Throttled, TransactionFailed } from '../errors/errors.ts'
import type { TransactGetPlan } from '../read/transact-get.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { TransactGetItemsOutput } from '../wire/request.ts'
import { backOff, CONFLICT_BACKOFF, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'

/** Tries after the first one. */
const MAX_RETRIES = 8

/**
 * The items of a plan, one per get; `undefined` where there is none.
 *
 * Cost: one TransactGetItems, at twice the capacity of consistent reads; again (8 times at most) when it was cancelled
 * because of a conflict or for want of capacity.
 *
 * @throws {TransactionFailed} `transaction.conflict`, `transaction.failed`, with one reason per get
 */
export const transactGet = async (
  session: Session,
  plan: TransactGetPlan,
  options: { readonly signal?: AbortSignal | undefined; readonly model: string },
): Promise<(Item | undefined)[]> => {
  for (let retry = 0; ; retry++) {
    try {
      const { Responses = [] } = await send<TransactGetItemsOutput>(session, plan.operation, options)
      return plan.entries.map((entry) => Responses[entry]?.Item)
    } catch (error) {
      const cancellation = toCancellation(error)
      if (cancellation === undefined) throw error
      if (!cancellation.passing || retry >= MAX_RETRIES) throw toFailure(plan, cancellation)
      await backOff(jitter(cancellation.throttled ? THROTTLE_BACKOFF : CONFLICT_BACKOFF, retry), options.signal)
    }
  }
}

interface Cancellation {
  readonly error: RequestError
  /** Codes of the reasons, one per entry of the request; `undefined` where the entry was not the reason. */
  readonly codes: readonly (string | undefined)[]
  /** Whether another try may succeed. */
  readonly passing: boolean
  readonly throttled: boolean
}

const throttles: ReadonlySet<string> = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
])

const toCancellation = (error: unknown): Cancellation | undefined => {
  if (!(error instanceof RequestError) || error.service !== 'TransactionCanceledException') return undefined
  const reasons = (error.body?.['CancellationReasons'] ?? []) as readonly { readonly Code?: string }[]
  const codes = reasons.map(({ Code }) => (Code === 'None' ? undefined : Code))
  const given = codes.filter((code) => code !== undefined)
  const throttled = given.some((code) => throttles.has(code))
  const passing = given.length > 0 && given.every((code) => code === 'TransactionConflict' || throttles.has(code))
  return { error, codes, passing, throttled }
}

const toFailure = ({ entries }: TransactGetPlan, cancellation: Cancellation): TransactionFailed => {
  const { error, codes, passing } = cancellation
  const reasons = entries.map((entry) => {
    const code = codes[entry]
    if (code === undefined) return undefined
    const fact = `DynamoDB refused this get with ${code}.`
    return throttles.has(code)
      ? new Throttled('request.throttled', fact, { service: code })
      : new RequestError('request.failed', fact, { service: code, retryable: passing })
  })
  const fact = passing
    ? `The snapshot met other writers at each of ${MAX_RETRIES + 1} tries.`
    : `The snapshot was cancelled: ${[...new Set(codes.filter((code) => code !== undefined))].join(', ')}.`
  return new TransactionFailed(passing ? 'transaction.conflict' : 'transaction.failed', fact, {
    cause: error,
    reasons,
    retryable: passing,
  })
}
