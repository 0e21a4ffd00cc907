/** The caller's operations → parts, one for each item, with their input validated. Nothing is sent. */
import { WrittenItem } from '../codec/written-item.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'
import { narrowChanges } from '../write/narrow-changes.ts'
import type { WritePlan } from '../write/write-plan.ts'
import { checkJob } from './check-action.ts'
import { deleteAction } from './delete-action.ts'
import { describeRequest, mergeRequests } from './merge-requests.ts'
import { putAction, stillStored } from './put-actions.ts'
import { readForWrite } from './read-stored.ts'
import { afterDelete, afterWrite, beforeCreate, beforeDelete, beforeUpdate, hasHook } from './run-hooks.ts'
import type { CheckRequestPart, PartMember, TransactionPart, WriteRequest } from './transaction-part.ts'
import { updateAction } from './update-action.ts'
import type { WriteAction } from './write-action.ts'
import type { WriteJob } from './write-job.ts'

/**
 * `undefined` stands for an operation that came to nothing, as `save` of an instance without changes.
 *
 * @throws {ValidationError} @throws {KeyError} @throws {TransactionFailed} `transaction.same-item`
 */
export const toParts = async (
  requests: readonly (WriteRequest | undefined)[],
  signal?: AbortSignal,
): Promise<TransactionPart[]> => {
  const groups = new Map<string, { request: WriteRequest; index: number; job: WriteJob }[]>()
  for (const [index, given] of requests.entries()) {
    if (given === undefined) continue
    const request = await withHooks(given)
    const job = await toJob(request, signal)
    const item = JSON.stringify([request.session.tableName, sortedKey(job.key)])
    groups.set(item, [...(groups.get(item) ?? []), { request, index, job }])
  }
  const parts: TransactionPart[] = []
  for (const group of groups.values()) {
    const [first, ...others] = group
    if (first === undefined) continue
    const merged = mergeRequests([first.request, ...others.map(({ request }) => request)])
    const job = others.length === 0 ? first.job : await toJob(merged, signal)
    const members = group.map(
      ({ request, index }): PartMember => ({
        ...{ index, what: describeRequest(request), condition: request.condition },
        changes: request.kind === 'update' ? new Set(Object.keys(request.changes)) : undefined,
      }),
    )
    const { session } = first.request
    parts.push({
      session,
      job,
      members,
      committed: (plan) =>
        report(
          group.map(({ request }) => request),
          { job, plan },
        ),
    })
  }
  return parts
}

const toJob = async (request: WriteRequest, signal: AbortSignal | undefined): Promise<WriteJob> => {
  if (request.kind === 'check') return checkJob(request.session.tableName, request)
  return (await toAction(request, signal).prepare(request.session)).job
}

const toAction = (
  request: Exclude<WriteRequest, CheckRequestPart>,
  signal: AbortSignal | undefined,
): WriteAction<unknown> => {
  const { spec, condition, held } = request
  if (request.kind === 'update') {
    const { key, changes, loaded, saved } = request
    return updateAction(
      { spec, key, changes },
      {
        ...{ condition, held, signal, hooks: false },
        ...{ loaded: loaded && toStoredItem(loaded), saved: saved && toStoredItem(saved) },
      },
    )
  }
  if (request.kind === 'delete')
    return deleteAction(spec, request.key, {
      ...{ condition, held, signal, hooks: false },
      loaded: request.loaded && toStoredItem(request.loaded),
    })
  const { kind: mode, values, unknown, stored } = request
  return putAction(spec, values, { mode, condition, unknown, stored, held, signal, hooks: false })
}

/** The request as its before-hooks leave it. */
const withHooks = async (request: WriteRequest): Promise<WriteRequest> => {
  const { spec } = request
  if (request.kind === 'check') return request
  if (request.kind === 'update') {
    const changes = await beforeUpdate(spec, request.key, request.changes)
    return { ...request, changes: request.saved ? narrowChanges(spec, changes, toStoredItem(request.saved)) : changes }
  }
  if (request.kind === 'delete') {
    await beforeDelete(spec, request.key, request.instance)
    return request
  }
  const values = await beforeCreate(spec, request.values)
  return { ...request, values, stored: stillStored(request.stored, request.values, values) }
}

/** Tells the instances of a part what is stored now, then runs its after-hooks. */
const report = async (
  requests: readonly WriteRequest[],
  { job, plan }: { job: WriteJob; plan: WritePlan },
): Promise<void> => {
  const writes = requests.filter((request) => request.kind !== 'check')
  const [first] = writes
  if (first === undefined) return
  const isHeard = writes.some(({ committed, spec }) => committed !== undefined || hasHook(spec, 'afterUpdate'))
  const item = first.kind === 'update' ? (plan.written ?? (isHeard && (await readBack(first, job)))) : writtenItem(plan)
  // An item that cannot be read back, or is gone again: the instance stays as it was loaded.
  if (item === false || item === null) return
  const instances = writes.map(({ committed }) => committed?.(item))
  for (const [index, request] of writes.entries()) {
    const { kind, spec } = request
    if (kind === 'delete') await afterDelete(spec, request.key, request.instance)
    else if (item !== undefined)
      await afterWrite(spec, kind === 'update' ? 'afterUpdate' : 'afterCreate', {
        ...{ item: WrittenItem.of(item), instance: instances[index] },
      })
  }
}

/** The transaction was committed, whatever happens to this read. */
const readBack = async ({ session }: WriteRequest, job: WriteJob): Promise<Item | null> =>
  await readForWrite(session, job).catch(() => null)

const writtenItem = ({ operations }: { readonly operations: readonly object[] }): Item | undefined => {
  const [first] = operations
  return first !== undefined && 'Put' in first ? (first.Put as { Item: StoredItem }).Item.toItem() : undefined
}

const sortedKey = (key: Item): unknown => Object.entries(key).sort(([left], [right]) => (left < right ? -1 : 1))
