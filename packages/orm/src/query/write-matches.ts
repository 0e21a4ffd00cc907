/** Writes of what a query finds: read page by page, then one write an item, on condition that it still matches. */

import { decodeSome } from '../codec/decode-item.ts'
import { ConditionFailed, ItemNotFound } from '../errors/errors.ts'
import { runBulk } from '../execute/bulk-run.ts'
import type { BulkOptions, UpdateMatchesOptions } from '../execute/bulk-types.ts'
import type { ReadEntry } from '../execute/collect-entries.ts'
import { deleteAction } from '../execute/delete-action.ts'
import { updateAction } from '../execute/update-action.ts'
import type { WriteAction } from '../execute/write-action.ts'
import { attributeEquals, type ConditionNode, joinConditions } from '../expression/condition.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { writablePart } from '../read/keyed-fields.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { tableKeyId } from '../read/table-key.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { slotAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { prepareChanges } from '../write/prepare-changes.ts'
import type { ReadCall } from './read-call.ts'
import { readEntries } from './read-runner.ts'

/** Updates what matches; gives the number of items updated. */
export const updateMatches = async (
  call: ReadCall<unknown>,
  changes: Readonly<Record<string, unknown>>,
  options: UpdateMatchesOptions & GivenCondition,
): Promise<number> => {
  const [spec] = call.plan.models
  // Wrong changes are wrong for every item: they are refused before anything is read.
  if (spec !== undefined) await prepareChanges(spec, changes, { now: new Date() })
  return await writeMatches(call, 'update', {
    ...options,
    write: ({ model, item: read }, condition) => {
      const item = read.toItem()
      const loaded = isWhole(call.plan) ? read : undefined
      return updateAction({ spec: model, key: keyOf(model, item), changes }, { condition, loaded, once: options.once })
    },
  })
}

/** Deletes what matches; gives the number of items deleted. */
export const deleteMatches = async (call: ReadCall<unknown>, options: BulkOptions & GivenCondition): Promise<number> =>
  await writeMatches(call, 'delete', {
    ...options,
    write: ({ model, item: read }, condition) => {
      const item = read.toItem()
      const loaded = isWhole(call.plan) ? read : undefined
      return deleteAction(model, keyOf(model, item), { condition, loaded })
    },
  })

/** A condition as the caller wrote it. */
interface GivenCondition {
  readonly if?: unknown
}

interface MatchWrite extends BulkOptions, GivenCondition {
  write(entry: ReadEntry<unknown>, condition: ConditionNode | undefined): WriteAction<unknown>
}

const writeMatches = async (
  call: ReadCall<unknown>,
  what: string,
  { write, ...options }: MatchWrite,
): Promise<number> => {
  const { session, plan } = call
  const [spec] = plan.models
  const asked = spec && conditionOf(spec, options)
  const model = plan.models.map(({ name }) => name).join(', ')
  return await runBulk(eachOnce(call), {
    ...{ session, model, what: `${what} of a query for ${model}` },
    options: { ...options, signal: options.signal ?? call.options.signal },
    toAction: (entry) => {
      const matching = joinConditions(spec && writablePart(spec, plan.asked), stillThere(plan, entry.item.toItem()))
      const action = write(entry, joinConditions(matching, asked))
      return asked && matching ? leavingOut(action, entry, matching) : action
    },
    isNothing: (error) => isNothing(error, asked !== undefined),
  })
}

/** An item that a write moves ahead in the index is found there again; it is written once. */
async function* eachOnce(call: ReadCall<unknown>): AsyncGenerator<ReadEntry<unknown>, void, undefined> {
  const { session, plan } = call
  const seen = new Set<string>()
  for await (const entry of readEntries(call)) {
    if (plan.index !== undefined) {
      const id = tableKeyId(session.table, entry.item.toItem())
      if (seen.has(id)) continue
      seen.add(id)
    }
    yield entry
  }
}

/** The item is still where the index had it. In the table itself, its key says where it is. */
const stillThere = ({ index }: ReadPlan, item: Item): ConditionNode | undefined => {
  if (index === undefined) return undefined
  const same = [...slotAttributes(index.pk), ...slotAttributes(index.sk)].flatMap((attribute) => {
    const value = item[attribute]
    return value === undefined ? [] : [attributeEquals(attribute, value)]
  })
  return joinConditions(...same)
}

/** The write of an item, which is not found where it no longer matches: only then is the caller's condition looked at. */
const leavingOut = (
  action: WriteAction<unknown>,
  { model, item }: ReadEntry<unknown>,
  matching: ConditionNode,
): WriteAction<unknown> => ({
  ...action,
  prepare: async (session) => {
    const prepared = await action.prepare(session)
    const onExistence = (stored: Item | null) =>
      prepared.job.onExistence?.(stored) ??
      (evaluateCondition(matching, stored ?? {}) ? undefined : model.errors.notFound(keyOf(model, item.toItem())))
    return { ...prepared, job: { ...prepared.job, onExistence } }
  },
})

/** Without a condition of the caller's own, only what makes an item match can have failed. */
const isNothing = (error: unknown, isConditional: boolean): boolean =>
  error instanceof ItemNotFound ||
  (!isConditional && error instanceof ConditionFailed && error.code === 'write.condition')

/** Whether the items that were read are all of what is stored. */
const isWhole = ({ index, projection, hydration }: ReadPlan): boolean =>
  projection === undefined && (index === undefined || index.projection === 'ALL' || hydration !== undefined)

const keyOf = (model: ModelSpec, item: Item): Record<string, unknown> =>
  decodeSome(
    model,
    item,
    model.primary.fields.map(({ name }) => name),
  )
