/** Moves an item to another primary key: the new item, the end of the old one, and their markers, in one transaction. */

import { assertValid } from '../codec/assert-valid.ts'
import { decodeItem } from '../codec/decode-item.ts'
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { applyRules, recompute } from '../codec/parse-values.ts'
import { WrittenItem } from '../codec/written-item.ts'
import { type Issue, KeyError, TransactionFailed, ValidationError } from '../errors/errors.ts'
import { attributeEquals, attributeMissing, type ConditionNode, joinConditions } from '../expression/condition.ts'
import { parseKeyValues } from '../read/key-part.ts'
import { tableKeyId } from '../read/table-key.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { applyChanges } from '../write/apply-changes.ts'
import { assertRuled } from '../write/change-rules.ts'
import { completeDocuments } from '../write/complete-documents.ts'
import { heldVersion } from '../write/held-version.ts'
import type { HistoryStamp } from '../write/history.ts'
import { planDelete } from '../write/plan-delete.ts'
import { planPut } from '../write/plan-put.ts'
import { type PreparedChanges, prepareChanges } from '../write/prepare-changes.ts'
import type { Planned } from '../write/write-plan.ts'
import { checkAction } from './check-action.ts'
import { currentOf } from './current-item.ts'
import { stampOf } from './history-stamp.ts'
import { lastVersion } from './read-history.ts'
import { afterWrite, beforeUpdate } from './run-hooks.ts'
import type { Session } from './session.ts'
import { executeTransaction } from './transact.ts'
import type { TransactionPart } from './transaction-part.ts'
import { runAction } from './write-action.ts'

/** A move. */
export interface Move {
  readonly spec: ModelSpec
  /** The primary key's field values, as stored. */
  readonly from: Values
  /** Those that change. */
  readonly to: Values
  /** The item as it was loaded. */
  readonly loaded: Item
  /** What must hold of the stored item. */
  readonly condition?: ConditionNode | undefined
  readonly signal?: AbortSignal | undefined
  /** Lets the caller's instance take over the item as it is stored under the new key, and gives that instance. */
  readonly show: (item: WrittenItem) => unknown
}

/**
 * Moves the item; what is stored under the new key is shown to the caller, then to the hooks.
 *
 * @throws {ItemExists} @throws {ItemNotFound} @throws {UniqueViolation} @throws {KeyError} `key.value`
 * @throws {ConditionFailed} `write.contention` @throws {ValidationError} `validation.invalid`
 */
export const moveItem = async (session: Session, move: Move): Promise<void> => {
  const { spec, from, to, loaded, condition, signal, show } = move
  assertKeyFields(spec, to)
  const { next, changes } = await hookedMove(spec, from, to)
  const [oldKey, newKey] = [encodePrimaryKey(spec, from), encodePrimaryKey(spec, next)]
  const [held, stamp] = [heldVersion(spec, loaded), stampOf(session, spec, new Date())]
  if (tableKeyId(spec.table, oldKey) === tableKeyId(spec.table, newKey)) {
    if (condition === undefined) return void show(WrittenItem.of(loaded))
    return void (await runAction(session, checkAction({ spec, key: from, condition, held, signal }), show))
  }
  // What moves is what the old item's part was last planned with.
  let current = loaded
  let moved = loaded
  const old: TransactionPart = {
    session,
    members: [{ index: 0, what: `move of ${spec.name}`, condition }],
    job: {
      ...{ spec, key: oldKey, loaded },
      plan: (stored) => {
        current = stored ?? current
        return planEnd(session, spec, { key: oldKey, stored: current, asked: condition, held, stamp })
      },
      onExistence: (stored) => (stored === null ? spec.errors.notFound(from) : undefined),
    },
  }
  const fresh: TransactionPart = {
    session,
    members: [{ index: 1, what: `move of ${spec.name}`, condition: undefined }],
    job: {
      ...{ spec, key: newKey },
      plan: async (stored) => {
        const last = stored === null ? await lastVersion({ session, spec, key: newKey, signal }) : undefined
        return await planBeginning(session, spec, { current, next, changes, stored, last, stamp })
      },
      onExistence: (stored) => (stored === null ? undefined : spec.errors.exists(next, currentOf(spec, stored))),
    },
    committed: ({ operations: [first] }) => {
      if (first !== undefined && 'Put' in first) moved = first.Put.Item.toItem()
    },
  }
  try {
    await executeTransaction(session, [old, fresh], { count: 2, signal })
  } catch (error) {
    // One item moved: its reason is the caller's error.
    throw (error instanceof TransactionFailed && error.reasons.find((reason) => reason !== undefined)) || error
  }
  const written = WrittenItem.of(moved)
  await afterWrite(spec, 'afterUpdate', { item: written, instance: show(written) })
}

/** The caller names fields of the key alone; what hooks change beside them is written with the move. */
const assertKeyFields = (spec: ModelSpec, to: Values): void => {
  const own = spec.primary.fields
  const others = Object.keys(to).filter((name) => !own.some((entry) => entry.name === name))
  if (others.length > 0)
    throw new KeyError(
      'key.value',
      `move() takes fields of the primary key of ${spec.name}, which are ${own.map(({ name }) => `'${name}'`).join(', ')}, not '${others.join("', '")}'.`,
      { hint: 'Change other fields with update().' },
    )
}

/** The new key, and the changes of other fields: those of hooks, and stamps. */
const hookedMove = async (
  spec: ModelSpec,
  from: Values,
  to: Values,
): Promise<{ readonly next: Values; readonly changes: PreparedChanges }> => {
  const wanted = Object.entries(await beforeUpdate(spec, from, to))
  const isKey = ([name]: readonly [string, unknown]): boolean =>
    spec.primary.fields.some((entry) => entry.name === name)
  const next = nextKey(spec, from, Object.fromEntries(wanted.filter(isKey)))
  const others = Object.fromEntries(wanted.filter((change) => !isKey(change)))
  return { next, changes: await prepareChanges(spec, others, { now: new Date() }) }
}

const nextKey = (spec: ModelSpec, from: Values, to: Values): Values => {
  const own = spec.primary.fields
  const next = parseKeyValues(spec, { ...from, ...to })
  const frozen = own.filter(({ name, spec: field }) => field.readonly && name in to && next[name] !== from[name])
  if (frozen.length === 0) return next
  throw new ValidationError(
    `The new key of ${spec.name}`,
    frozen.map(({ name }) => ({ path: [name], message: 'It is readonly: it never changes after create.' })),
  )
}

/** The old item, as it was seen. */
interface End {
  readonly key: Item
  readonly stored: Item
  /** The caller's condition. */
  readonly asked: ConditionNode | undefined
  readonly held: number | undefined
  readonly stamp: HistoryStamp | undefined
}

/** The delete of the old item, if it is still exactly what moves, and meets the caller's condition. */
const planEnd = (session: Session, spec: ModelSpec, { key, stored, asked, ...versions }: End): Planned => {
  const { tableName } = session
  const keys = tableKeyAttributes(spec.table)
  const known = [...spec.attributes].filter((attribute) => !keys.includes(attribute))
  const same = [...new Set([...known, ...Object.keys(stored)])]
    .filter((attribute) => !keys.includes(attribute))
    .map((attribute) => {
      const value = stored[attribute]
      return value === undefined ? attributeMissing(attribute) : attributeEquals(attribute, value)
    })
  const planned = planDelete({
    spec,
    tableName,
    key,
    condition: joinConditions(...same, asked),
    stored,
    operation: 'move',
    ...versions,
  })
  // All but the caller's condition is the library's own: losing that is worth another try.
  return 'plan' in planned ? { plan: { ...planned.plan, condition: asked, guarded: true } } : planned
}

/** The item under its new key, with what is known of that. */
interface Beginning {
  readonly current: Item
  readonly next: Values
  readonly changes: PreparedChanges
  readonly stored: Item | null | undefined
  readonly last: number | undefined
  readonly stamp: HistoryStamp | undefined
}

const planBeginning = async (
  { tableName }: Session,
  spec: ModelSpec,
  { current, next, changes, ...versions }: Beginning,
): Promise<Planned> => {
  const { nodes } = await completeDocuments(changes.nodes, { item: current, base: undefined })
  await assertRuled(spec, nodes, current)
  const unknown = applyChanges(current, nodes)
  const values: Record<string, unknown> = { ...decodeItem(spec, unknown), ...changes.keyed, ...next }
  await recompute(spec, values)
  const issues: Issue[] = []
  await applyRules(spec, values, issues)
  assertValid(spec, issues)
  return planPut({
    ...{ spec, tableName, values, mode: 'create', unknown, condition: undefined, operation: 'move', ...versions },
    // With a history, versions at the new key go on from the last one there: a gap would be taken for the end.
    ...(spec.history === undefined && { base: heldVersion(spec, current) }),
  })
}
