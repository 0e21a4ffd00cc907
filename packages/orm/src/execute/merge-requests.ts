/** Several operations of one transaction on one item → one, as DynamoDB takes each item once; or a refusal with names. */
import { TransactionFailed } from '../errors/errors.ts'
import { changeBrand } from '../expression/brands.ts'
import { patch } from '../expression/changes.ts'
import { joinConditions } from '../expression/condition.ts'
import { elementChanges } from '../expression/element-changes.ts'
import type { CheckRequestPart, UpdateRequestPart, WriteRequest } from './transaction-part.ts'

/**
 * One request in place of several on the same item: checks join their conditions to the write, updates of different
 * fields become one. The first write's surroundings and loaded item hold.
 *
 * @throws {TransactionFailed} `transaction.same-item`
 */
export const mergeRequests = (requests: readonly [WriteRequest, ...WriteRequest[]]): WriteRequest => {
  const condition = joinConditions(...requests.map((request) => request.condition))
  const writes = requests.filter((request) => request.kind !== 'check')
  const [first, second] = writes
  assertPresence(requests)
  const held = commonVersion(requests)
  if (first === undefined) return { ...requests[0], condition, held }
  if (second === undefined) return { ...first, condition, held }
  const updates = writes.filter((request) => request.kind === 'update')
  const [update] = updates
  if (update === undefined || updates.length < writes.length)
    throw sameItem(first, second, 'only updates can be joined')
  const changes = updates
    .map((request) => request.changes)
    .reduce((left, right) => mergeChanges(left, right, [first, second]))
  const loaded = updates.find((request) => request.loaded !== undefined)?.loaded
  const saved = updates.find((request) => request.saved !== undefined)?.saved
  return { ...update, changes, condition, loaded, saved, held }
}

/** The version that all insist on which insist on any. */
const commonVersion = (requests: readonly WriteRequest[]): number | undefined => {
  const [first, ...others] = requests.filter(({ held }) => held !== undefined)
  const other = others.find(({ held }) => held !== first?.held)
  if (first !== undefined && other !== undefined)
    throw sameItem(first, other, `one is of the version ${first.held}, the other of ${other.held}`)
  return first?.held
}

/** `update of User` */
export const describeRequest = ({ kind, spec }: WriteRequest): string => `${kind} of ${spec.name}`

type Changes = UpdateRequestPart['changes']
type Pair = readonly [WriteRequest, WriteRequest]

const mergeChanges = (left: Changes, right: Changes, pair: Pair): Changes => {
  const merged: Record<string, unknown> = { ...left }
  for (const [name, change] of Object.entries(right)) {
    const [elements, others] = [elementChanges(merged[name]), elementChanges(change)]
    if (!Object.hasOwn(merged, name)) merged[name] = change
    else if (elements !== undefined && others !== undefined) merged[name] = [...elements, ...others]
    else if (isPatch(merged[name]) && isPatch(change))
      merged[name] = patch(mergeChanges(merged[name].operands[0], change.operands[0], pair))
    else throw sameItem(...pair, `both change '${name}'`)
  }
  return merged
}

const isPatch = (change: unknown): change is { readonly operands: readonly [Changes] } =>
  typeof change === 'object' && change !== null && changeBrand in change && change[changeBrand] === 'patch'

/** A check that the item does not exist goes with nothing that needs it. */
const assertPresence = (requests: readonly WriteRequest[]): void => {
  const absent = requests.find((request): request is CheckRequestPart => request.kind === 'check' && !request.exists)
  const other = requests.find((request) => request !== absent && !(request.kind === 'check' && !request.exists))
  if (absent !== undefined && other !== undefined)
    throw sameItem(absent, other, 'a check that an item does not exist stands alone')
  const check = requests.find((request) => request.kind === 'check' && request.exists)
  const put = requests.find((request) => request.kind === 'create')
  if (check !== undefined && put !== undefined)
    throw sameItem(check, put, 'a check needs the item and create() its absence')
}

const sameItem = (first: WriteRequest, second: WriteRequest, why: string): TransactionFailed =>
  new TransactionFailed(
    'transaction.same-item',
    `The ${describeRequest(first)} and the ${describeRequest(second)} are on the same item, and ${why}.`,
  )
