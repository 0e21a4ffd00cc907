/** Transactions: the function collects, then one TransactWriteItems is sent. Its instances change only after success. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { QueryError } from '../errors/errors.ts'
import { withRetries } from '../execute/retries.ts'
import type { Session, SessionSource } from '../execute/session.ts'
import { executeTransaction, outlineTransaction } from '../execute/transact.ts'
import type { TransactionPart } from '../execute/transaction-part.ts'
import { toParts } from '../execute/transaction-parts.ts'
import { Collector } from './collector.ts'
import type { Transaction, TransactionFunction, TransactionIntent, TransactionOptions } from './transaction-types.ts'

/** Says, inside the function of a transaction, whether that is still running. */
const running = new AsyncLocalStorage<{ open: boolean }>()

/** A transaction whose operations are known and valid. */
interface Collected<Result> {
  readonly session: Session
  readonly parts: readonly TransactionPart[]
  readonly count: number
  readonly result: Result
}

/** The transaction itself. */
export const openTransaction = <Result>(
  source: SessionSource,
  collect: TransactionFunction<Result>,
  options: TransactionOptions,
): TransactionIntent<Result> => ({
  async toRequests() {
    const { parts, count } = await runFunction(source, collect, options)
    return (await outlineTransaction(parts, count)).requests
  },
  async explain() {
    const { parts, count } = await runFunction(source, collect, options)
    return explain(parts, await outlineTransaction(parts, count))
  },
  async send() {
    const { session, parts, count, result } = await runFunction(source, collect, options)
    await executeTransaction(session, parts, { count, signal: options.signal })
    return result
  },
})

const runFunction = async <Result>(
  source: SessionSource,
  collect: TransactionFunction<Result>,
  { signal, retries }: TransactionOptions,
): Promise<Collected<Result>> => {
  if (running.getStore()?.open)
    throw new QueryError('transaction.state', 'A transaction was begun inside the function of another one.', {
      hint: 'Add its operations to the outer transaction, or begin it after that has ended.',
    })
  if (typeof collect !== 'function')
    throw new QueryError('transaction.state', 'transaction() takes a function that collects its operations.')
  const session = withRetries(source.current(), retries)
  const collector = new Collector()
  const state = { open: true }
  try {
    const result = await running.run(state, async () => collect(collector as Transaction))
    const requests = collector.close()
    for (const request of requests) if (request !== undefined) assertSameClient(session, request.session)
    return { session, parts: await toParts(requests, signal), count: requests.length, result }
  } finally {
    state.open = false
  }
}

const assertSameClient = (session: Session, other: Session): void => {
  if (session.client === other.client) return
  throw new QueryError(
    'transaction.state',
    `The tables ${session.tableName} and ${other.tableName} have different clients, and one request goes to one of them.`,
    { hint: 'Give both tables the same `client`.' },
  )
}

const explain = (
  parts: readonly TransactionPart[],
  { requests, readsBecause }: Awaited<ReturnType<typeof outlineTransaction>>,
): string => {
  if (parts.length === 0) return 'Nothing: the transaction has no operations.'
  const what = parts.flatMap(({ members }) => members.map((member) => member.what)).join(', ')
  if (readsBecause.length > 0)
    return `${what}: reads first, consistently, ${readsBecause.join('; ')}; then one TransactWriteItems, conditioned on what was read.`
  const sent = (requests[0] as { TransactItems?: readonly unknown[] } | undefined)?.TransactItems?.length ?? 0
  const others = sent - parts.length
  const more = others > 0 ? `, ${others} of them for unique constraints and history` : ''
  return `${what}: one TransactWriteItems of ${sent} operations${more}; two write units per KB of each item.`
}
