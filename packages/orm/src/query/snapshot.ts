/** Several gets, of any models and tables of one client, as of one moment. */
import { ReadItem } from '../codec/read-item.ts'
import { recogniseRead } from '../codec/recognise.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, sending } from '../execute/call-options.ts'
import type { Session, SessionSource } from '../execute/session.ts'
import { transactGet } from '../execute/transact-get.ts'
import { tableKeyId } from '../read/table-key.ts'
import { toResult } from '../read/to-result.ts'
import { planTransactGet } from '../read/transact-get.ts'
import type { Item } from '../wire/attribute-value.ts'
import { assertList } from './check-option.ts'
import { type IntendedGet, intentOperation, intentResult, type ReadIntent } from './read-intent.ts'

/** Results of intents, by position. */
export type SnapshotResults<Intents extends readonly ReadIntent<unknown>[]> = {
  -readonly [Index in keyof Intents]: Intents[Index] extends ReadIntent<infer Result> ? Result : never
}

/** Options of a snapshot. */
export interface SnapshotOptions {
  /** Cancels the call, its retries and their pauses. */
  readonly signal?: AbortSignal
}

/** Reads all intents by one TransactGetItems; sends nothing for none. */
export const readSnapshot = async <const Intents extends readonly ReadIntent<unknown>[]>(
  source: SessionSource,
  intents: Intents,
  options?: SnapshotOptions,
): Promise<SnapshotResults<Intents>> => {
  const { signal } = assertOptions('snapshot()', options, sending)
  const gets = assertList('snapshot()', intents, 'intents').map(toGet)
  if (gets.length === 0) return [] as unknown as SnapshotResults<Intents>
  const session = source.current()
  assertOneClient(session, gets)
  const plan = planTransactGet(
    gets.map((get) => {
      const operation = intentOperation(get)
      return { id: `${operation.input.TableName} ${tableKeyId(get.spec.table, operation.input.Key)}`, operation }
    }),
  )
  const model = [...new Set(gets.map(({ spec }) => spec.name))].join(', ')
  const items = await transactGet(session, plan, { signal, model })
  return gets.map((get, index) => intentResult(get, toValue(get, items[index]))) as SnapshotResults<Intents>
}

const toGet = (intent: ReadIntent<unknown>): IntendedGet => {
  const get = (intent as ReadIntent<unknown> | null | undefined)?.['~storm']
  if (typeof get === 'object' && 'target' in get) return get
  throw new QueryError('query.option', 'snapshot() takes intents to get, and was given something else.', {
    hint: 'Give X.objects.lazy.get(key) or X.objects.lazy.find(key).',
  })
}

const toValue = ({ spec, target }: IntendedGet, item: Item | undefined): unknown => {
  if (item === undefined) return undefined
  const read = new ReadItem(item)
  const model = recogniseRead(spec, read)
  return model && toResult({ model, item: read }, { mode: 'instances', only: target.only })
}

const assertOneClient = ({ client }: Session, gets: readonly IntendedGet[]): void => {
  const other = gets.find(({ source }) => source.current().client !== client)
  if (other === undefined) return
  throw new QueryError(
    'query.option',
    `A snapshot is one request of one client, but ${other.spec.name} belongs to a table with another client.`,
    { hint: 'Give the tables the same client.' },
  )
}
