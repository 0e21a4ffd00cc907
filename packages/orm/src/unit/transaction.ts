/** Transactions as a table makes them; what runs them is loaded with the first. */
import { assertOptions, transacting } from '../execute/call-options.ts'
import type { SessionSource } from '../execute/session.ts'
import type { TransactionFunction, TransactionIntent, TransactionOptions } from './transaction-types.ts'

/** Makes a transaction; nothing runs before a method is called. */
export const createTransaction = <Result>(
  source: SessionSource,
  collect: TransactionFunction<Result>,
  given?: TransactionOptions,
): TransactionIntent<Result> => {
  const options = assertOptions('transaction()', given, transacting)
  const open = async () => (await import('./run-transaction.ts')).openTransaction(source, collect, options)
  return {
    toRequests: async () => (await open()).toRequests(),
    explain: async () => (await open()).explain(),
    send: async () => (await open()).send(),
  }
}
