/** Where a read begins: at the beginning, after a cursor, or after the item with given values. */
import { encodeKeys, encodePrimaryKey } from '../codec/encode-item.ts'
import { QueryError } from '../errors/errors.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { slotAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type CursorPosition, decodeCursor } from './cursor.ts'
import { startKeyOf } from './index-attributes.ts'
import type { GivenValues } from './query-state.ts'
import type { ReadPlan } from './read-plan.ts'
import { patternOn } from './same-partition.ts'

/**
 * The position that a start means; `undefined`: the beginning.
 *
 * @throws {CursorError} `cursor.invalid`
 * @throws {QueryError} `query.option` if the values lack a field of the queried key
 */
export const toPosition = (
  plan: ReadPlan,
  start: string | GivenValues | undefined,
  secret: string | undefined,
): CursorPosition | undefined => {
  if (start === undefined) return undefined
  if (typeof start !== 'object' || start === null || Array.isArray(start)) return decodeCursor(plan, start, secret)
  if (plan.segments !== undefined)
    throw new QueryError('query.option', 'A scan of several segments, or with progress, goes on after a cursor only.', {
      hint: 'Give startAfter() a cursor of the same scan.',
    })
  if (plan.shards !== undefined)
    throw new QueryError('query.option', 'A query of several shards goes on after a cursor only.', {
      hint: 'Give startAfter() a cursor of the same query; page() gives them.',
    })
  return { startKey: startKeyOfValues(plan, start), left: undefined }
}

const startKeyOfValues = (plan: ReadPlan, values: GivenValues): Item => {
  const model = modelOf(plan.models, values)
  const needed = [...(model?.primary.fields ?? []), ...((model && patternOn(model, plan.index)?.fields) ?? [])]
  const missing = needed.filter(({ name }) => isAbsent(values[name]))
  const item = model !== undefined && missing.length === 0 ? keyItem(plan, model, values) : {}
  const startKey = startKeyOf(plan.startAttributes, item)
  if (startKey !== undefined) {
    // DynamoDB refuses a start key outside of the range that is queried.
    if (plan.key === undefined || evaluateCondition(plan.key, startKey)) return startKey
    throw new QueryError('query.option', 'startAfter() was given an item that the key condition does not select.', {
      hint: 'Give an item that the query selects.',
    })
  }
  const names = [...new Set(missing.map(({ name }) => `'${name}'`))].join(', ')
  throw new QueryError(
    'query.option',
    `startAfter() needs the key of an item; ${names || 'a part of it'} is missing.`,
    {
      hint: 'Give a cursor, an instance, or the values of all key fields of the queried index.',
    },
  )
}

/** The model of an instance, or else the one of whose primary key most fields are given. */
const modelOf = (models: readonly ModelSpec[], values: GivenValues): ModelSpec | undefined => {
  const own = (values.constructor as { readonly '~storm'?: unknown } | undefined)?.['~storm']
  const known = models.find((model) => model === own)
  if (known !== undefined) return known
  const complete = models.filter(({ primary }) => primary.fields.every(({ name }) => !isAbsent(values[name])))
  const [first = models[0]] = complete
  return complete.reduce(
    (found, model) => (found && model.primary.fields.length > found.primary.fields.length ? model : found),
    first,
  )
}

const keyItem = (plan: ReadPlan, model: ModelSpec, values: GivenValues): Item => {
  const { index } = plan
  const natural = [...slotAttributes(index?.pk), ...slotAttributes(index?.sk)].flatMap(
    (attribute) => model.byAttribute(attribute) ?? [],
  )
  const item: Record<string, Item[string]> = { ...encodeKeys(model, values), ...encodePrimaryKey(model, values) }
  for (const { name, attribute, spec } of natural) {
    const value = spec.encode(values[name])
    if (value !== undefined) item[attribute] = value
  }
  return item
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null
