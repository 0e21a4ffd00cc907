/** `createMany`, `putMany`, `deleteMany`: inputs of a model → a bulk run, or one transaction. */
import type { Values } from '../codec/encode-item.ts'
import { hydrateParsed } from '../codec/hydrate-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import type { WrittenItem } from '../codec/written-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { runBulk } from './bulk-run.ts'
import type { CreateManyOptions, Inputs } from './bulk-types.ts'
import { deleteAction } from './delete-action.ts'
import { putAction } from './put-actions.ts'
import { withRetries } from './retries.ts'
import type { Session } from './session.ts'
import { executeTransaction } from './transact.ts'
import type { WriteRequest } from './transaction-part.ts'
import { toParts } from './transaction-parts.ts'

/** A bulk write of one model. */
export interface BulkTarget {
  readonly session: Session
  readonly spec: ModelSpec
}

/** Options as callers give them. */
export interface WriteManyOptions extends CreateManyOptions {
  readonly returning?: 'count' | 'instances' | undefined
  /** With it nothing goes into a batch: each item is written by a request of its own. */
  readonly condition?: ConditionNode | undefined
}

/**
 * Puts every item; gives the instances in order of the values, or their number.
 *
 * @throws {BulkFailed} `bulk.failed`
 */
export const putMany = async (
  { session, spec }: BulkTarget,
  inputs: Inputs<Values>,
  { mode, ...options }: WriteManyOptions & { readonly mode: 'create' | 'replace' },
): Promise<unknown[] | number> => {
  const instances: unknown[] = []
  const count = await runBulk(inputs, {
    ...{ session, options, model: spec.name, what: `${mode === 'create' ? 'createMany' : 'putMany'} for ${spec.name}` },
    toAction: (values) => putAction(spec, values, { mode, condition: options.condition }),
    ...(options.returning !== 'count' && { show: (item: unknown) => (item as WrittenItem).hydrateAs(spec) }),
    written: (index, instance) => {
      if (options.returning !== 'count') instances[index] = instance
    },
  })
  return options.returning === 'count' ? count : instances
}

/**
 * Creates all items or none, by one transaction.
 *
 * @throws {TransactionFailed} `transaction.failed` with `reasons` in order of the values; `transaction.too-large`
 */
export const createTogether = async (
  { session, spec }: BulkTarget,
  inputs: Inputs<Values>,
  options: WriteManyOptions,
): Promise<unknown[] | number> => {
  const instances: unknown[] = []
  const requests: WriteRequest[] = []
  for await (const values of inputs) {
    const index = requests.length
    const committed = (item: Item | undefined) => {
      instances[index] = item && hydrate(spec, item)
      return instances[index]
    }
    requests.push({ kind: 'create', session, spec, values, committed })
  }
  await executeTransaction(withRetries(session, options.retries), await toParts(requests, options.signal), {
    count: requests.length,
    signal: options.signal,
  })
  options.onProgress?.({ done: requests.length, failed: 0, total: requests.length })
  return options.returning === 'count' ? requests.length : instances
}

/**
 * Deletes the items with the keys, those that are there; gives the number of keys.
 *
 * @throws {BulkFailed} `bulk.failed`
 */
export const deleteMany = (
  { session, spec }: BulkTarget,
  keys: Inputs<Values>,
  options: WriteManyOptions & { readonly parse: (key: Values) => Values },
): Promise<number> =>
  runBulk(keys, {
    ...{ session, options, model: spec.name, what: `deleteMany for ${spec.name}` },
    toAction: (key) => deleteAction(spec, options.parse(key), { condition: options.condition }),
  })

const hydrate = (spec: ModelSpec, item: Item): unknown => hydrateParsed(recogniseAs(spec, item) ?? spec, item)
