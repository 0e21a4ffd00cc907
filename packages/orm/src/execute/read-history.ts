/** Entries of an item's history, newest first, as they are on the wire; one by its version. */
import { Placeholders } from '../expression/placeholders.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { slotAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { QueryInput } from '../wire/request.ts'
import { historyKey, MAX_VERSION } from '../write/history-key.ts'
import { readStored } from './read-stored.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'

/** Whose history. */
export interface HistoryTarget {
  readonly session: Session
  readonly spec: ModelSpec
  /** Table key of the item. */
  readonly key: Item
  readonly signal?: AbortSignal | undefined
}

/** Which entries. */
export interface HistoryRange {
  /** Most entries to give. */
  readonly size: number
  /** The newest version that is wanted. */
  readonly from?: number | undefined
}

/**
 * The newest entries, read consistently; fewer than asked for if there are no more.
 *
 * Cost: one Query; more only where the entries have more than 1 MB.
 */
export const readHistory = async (
  target: HistoryTarget,
  { size, from = MAX_VERSION }: HistoryRange,
): Promise<Item[]> => {
  const { session, spec, signal } = target
  const entries: Item[] = []
  let start: Item | undefined
  do {
    const input = {
      ...historyQuery(target, from),
      Limit: size - entries.length,
      ...(start && { ExclusiveStartKey: start }),
    }
    const page = await send<{ Items?: Item[]; LastEvaluatedKey?: Item }>(
      session,
      { name: 'Query', input },
      { signal, model: spec.name },
    )
    entries.push(...(page.Items ?? []).filter((item) => isEntryOf(target, item)))
    start = page.LastEvaluatedKey
  } while (start !== undefined && entries.length < size)
  return entries
}

/** Cost: one GetItem. */
export const readEntry = async (target: HistoryTarget, version: number): Promise<Item | undefined> => {
  const { session, spec, key, signal } = target
  const tableKey = historyKey(spec, key, version)
  return await readStored(session, { tableKey, consistent: true, signal, model: spec.name })
}

/** The newest version that the key has had, of an item that may be deleted; 0 for none. */
export const lastVersion = async (target: HistoryTarget): Promise<number> => {
  if (target.spec.history === undefined) return 0
  const [newest] = await readHistory(target, { size: 1 })
  return newest === undefined ? 0 : versionOfEntry(newest)
}

/** The version that an entry keeps. */
export const versionOfEntry = ({ version }: Item): number =>
  version !== undefined && 'N' in version ? Number(version.N) : 0

/** The request for the versions up to `from`, newest first. */
export const historyQuery = ({ session, spec, key }: HistoryTarget, from: number = MAX_VERSION): QueryInput => {
  const [oldest, newest] = [historyKey(spec, key, 0), historyKey(spec, key, from)]
  const [pk, sk] = keyNames(spec)
  const placeholders = new Placeholders()
  const partition = `${placeholders.path([pk])} = ${placeholders.value(newest[pk] ?? { S: '' })}`
  const name = placeholders.path([sk])
  const bounds = [oldest, newest].map((bound) => placeholders.value(bound[sk] ?? { S: '' }))
  return {
    TableName: session.tableName,
    KeyConditionExpression: `${partition} AND ${name} BETWEEN ${bounds.join(' AND ')}`,
    ...placeholders.toInput(),
    ScanIndexForward: false,
    ConsistentRead: true,
  }
}

const keyNames = ({ table }: ModelSpec): readonly [string, string] => [
  slotAttributes(table.pk)[0] ?? '',
  slotAttributes(table.sk)[0] ?? '',
]

/** Another item's sort key may go on where this one's version begins. */
const isEntryOf = ({ spec, key }: HistoryTarget, item: Item): boolean => {
  const [, sk] = keyNames(spec)
  return JSON.stringify(historyKey(spec, key, versionOfEntry(item))[sk]) === JSON.stringify(item[sk])
}
