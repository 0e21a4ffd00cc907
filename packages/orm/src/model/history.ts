/** The history of an item: entries as values, page by page; one version, and what lies between two. */
import { decodeItem } from '../codec/decode-item.ts'
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, sending } from '../execute/call-options.ts'
import { type HistoryTarget, historyQuery, readEntry, readHistory, versionOfEntry } from '../execute/read-history.ts'
import { toRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import { equalValues } from '../expression/compare-values.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { maskedValue } from '../field/visible-value.ts'
import { assertCount, assertPage } from '../query/check-option.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { HistoryOperation } from '../write/history.ts'
import { decodeHistoryCursor, encodeHistoryCursor } from './history-cursor.ts'
import type { History, HistoryDiff, HistoryEntry, HistoryPageOptions } from './history-types.ts'
import type { CallOptions } from './instance-types.ts'

/** Field values by name. */
type Fields = Record<string, unknown>

/** Whose history. */
export interface HistoryOwner {
  readonly spec: ModelSpec
  readonly source: SessionSource
  /** The primary key's field values. */
  readonly key: Values
}

const PAGE_SIZE = 100

/** @throws {QueryError} `write.state` for a model without history */
export const createHistory = (owner: HistoryOwner, options: CallOptions = {}): History<Fields> => {
  assertOptions('history()', options, sending)
  const key = tableKeyOf(owner)
  const target = (): HistoryTarget => targetOf(owner, key, options)
  const readPage = async (given: HistoryPageOptions) => {
    const { size = PAGE_SIZE, cursor } = assertPage(given)
    const at = target()
    const from = cursor === undefined ? undefined : decodeHistoryCursor(at, cursor)
    const found = await readHistory(at, { size: size + 1, from })
    const items = found.slice(0, size).map((entry) => toEntry(owner.spec, entry))
    const following = found[size]
    return following === undefined ? { items } : { items, next: encodeHistoryCursor(at, versionOfEntry(following)) }
  }
  const iterate = async function* (): AsyncGenerator<HistoryEntry<Fields>, void, undefined> {
    let cursor: string | undefined
    do {
      const page: { items: HistoryEntry<Fields>[]; next?: string } = await readPage({ cursor })
      yield* page.items
      cursor = page.next
    } while (cursor !== undefined)
  }
  return {
    [Symbol.asyncIterator]: iterate,
    all: async () => {
      const entries: HistoryEntry<Fields>[] = []
      for await (const entry of iterate()) entries.push(entry)
      return entries
    },
    page: (given = {}) => readPage(given),
    toRequests: () => [toRequest({ name: 'Query', input: { ...historyQuery(target()), Limit: PAGE_SIZE + 1 } })],
  }
}

/** A version as it is kept. */
export interface KeptVersion {
  /** The model that the item was of. */
  readonly model: ModelSpec
  readonly values: Fields
  /** The item as it was, without what only that model names. */
  readonly item: Item
}

/**
 * One version; `undefined` if it is not kept.
 *
 * @throws {QueryError} `write.state` for a model without history
 */
export const readVersion = async (
  owner: HistoryOwner,
  version: number,
  options: CallOptions = {},
): Promise<KeptVersion | undefined> => {
  const target = targetOf(owner, tableKeyOf(owner), options)
  // There is no version 0, which is what an item from before its history has.
  const entry = assertVersion(version) > 0 ? await readEntry(target, version) : undefined
  if (entry === undefined) return undefined
  const item = itemOf(entry)
  const model = recogniseAs(owner.spec, item) ?? owner.spec
  const own = Object.entries(item).filter(
    ([attribute]) => owner.spec.attributes.has(attribute) || !model.attributes.has(attribute),
  )
  return { model, values: decodeItem(model, item), item: Object.fromEntries(own) }
}

/** @throws {ItemNotFound} `item.not-found` */
export const requireVersion = async (
  owner: HistoryOwner,
  version: number,
  options?: CallOptions,
): Promise<KeptVersion> => {
  const kept = await readVersion(owner, version, options)
  if (kept === undefined) throw owner.spec.errors.notFound({ ...owner.key, version })
  return kept
}

/**
 * The fields in which two versions differ, compared as they would be stored.
 *
 * @throws {ItemNotFound} `item.not-found`
 */
export const diffVersions = async (
  owner: HistoryOwner,
  versions: readonly [from: number, to: number],
  options?: CallOptions,
): Promise<HistoryDiff<Fields>> => {
  versions.map(assertVersion)
  const [from, to] = await Promise.all(versions.map((version) => requireVersion(owner, version, options)))
  const differences: Record<string, { from: unknown; to: unknown }> = {}
  for (const entry of to?.model.fields ?? []) {
    const [before, after] = [from?.values[entry.name], to?.values[entry.name]]
    if (isSame(entry, before, after)) continue
    differences[entry.name] = { from: maskedValue(entry.spec, before), to: maskedValue(entry.spec, after) }
  }
  return differences
}

const isSame = ({ spec }: FieldEntry, left: unknown, right: unknown): boolean => {
  const [before, after] = [left, right].map((value) => (value === undefined ? undefined : spec.encode(value)))
  return before === undefined || after === undefined ? before === after : equalValues(before, after)
}

const assertVersion = (version: unknown): number => assertCount('A version', version, 0)

const tableKeyOf = ({ spec, key }: HistoryOwner): Item => {
  if (spec.history !== undefined) return encodePrimaryKey(spec, key)
  throw new QueryError('write.state', `${spec.name} has no history.`, {
    hint: 'Define the model with history: true.',
  })
}

const targetOf = ({ source, spec }: HistoryOwner, key: Item, { signal }: CallOptions): HistoryTarget => ({
  ...{ session: source.current(), spec, key, signal },
})

const toEntry = (spec: ModelSpec, entry: Item): HistoryEntry<Fields> => {
  const item = itemOf(entry)
  const model = recogniseAs(spec, item) ?? spec
  const by = textOf(entry, 'by')
  return {
    version: versionOfEntry(entry),
    at: new Date(textOf(entry, 'at') ?? Number.NaN),
    ...(by !== undefined && { by }),
    operation: textOf(entry, 'operation') as HistoryOperation,
    values: definedOf(decodeItem(model, item)),
  }
}

const itemOf = ({ values }: Item): Item => (values !== undefined && 'M' in values ? values.M : {})

const textOf = (entry: Item, attribute: string): string | undefined => {
  const value = entry[attribute]
  return value !== undefined && 'S' in value ? value.S : undefined
}

/** The values that are there. */
export const definedOf = (values: Fields): Fields =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
