/** Planned parts → the operations of one TransactWriteItems, markers included, each with the part that it came from. */
import { TransactionFailed, UniqueViolation } from '../errors/errors.ts'
import { attributeEquals, attributeMissing, orNodes } from '../expression/condition.ts'
import { tableKeyId } from '../read/table-key.ts'
import type { Item } from '../wire/attribute-value.ts'
import { itemSize } from '../wire/item-size.ts'
import { MAX_TRANSACTION_BYTES, MAX_TRANSACTION_OPERATIONS } from '../wire/limits.ts'
import type { TransactWriteItem } from '../wire/request.ts'
import { MARKER_TARGET } from '../write/markers.ts'
import { conditionInput, keyAttribute, type Planned, type WritePlan } from '../write/write-plan.ts'
import type { TransactionPart } from './transaction-part.ts'

/** A part with the plan that is sent for it. */
export interface PlannedPart {
  readonly part: TransactionPart
  readonly plan: WritePlan
}

/** One operation of the request. */
export interface ExpandedOperation extends PlannedPart {
  readonly operation: TransactWriteItem
  /** Its place in the plan; 0 is the item's own. */
  readonly position: number
}

/**
 * All operations, in the order of the parts.
 *
 * Where one item gives up a unique value and another takes it, the marker is handed over by one operation, as DynamoDB
 * takes each item once.
 *
 * @throws {TransactionFailed} `transaction.failed` if two items take one unique value; `transaction.too-large`
 */
export const expandTransaction = (planned: readonly PlannedPart[], count: number): ExpandedOperation[] => {
  const markers = new Map<string, ExpandedOperation>()
  const expanded = planned.flatMap(({ part, plan }) =>
    plan.operations.flatMap((operation, position): ExpandedOperation[] => {
      const own = { part, plan, operation, position }
      if (position === 0) return [own]
      const key = identity(own)
      const other = markers.get(key)
      if (other === undefined) markers.set(key, own)
      else markers.set(key, handOver(other, own, count))
      return []
    }),
  )
  const all = expanded.flatMap((own) => [own, ...[...markers.values()].filter(({ part }) => part === own.part)])
  assertLimits(all, expanded.length)
  return all
}

/** One put in place of a delete and a put of the same marker. */
const handOver = (left: ExpandedOperation, right: ExpandedOperation, count: number): ExpandedOperation => {
  if ('Delete' in left.operation && 'Delete' in right.operation) return left
  const [from, to] = 'Delete' in left.operation ? [left, right] : [right, left]
  if (!('Put' in to.operation) || 'Put' in from.operation) throw bothTake(right, count)
  const owner = from.part.job.key
  const free = attributeMissing(keyAttribute(to.plan.spec))
  const condition = conditionInput(orNodes(free, attributeEquals(MARKER_TARGET, { M: owner })))
  const { TableName, Item: item } = to.operation.Put
  return { ...to, operation: { Put: { TableName, Item: item, ...condition } } }
}

const bothTake = ({ part, plan, position }: ExpandedOperation, count: number): TransactionFailed => {
  const violation = new UniqueViolation(plan.spec.name, plan.constraints[position]?.name ?? '')
  const reasons = Array.from({ length: count }, (_, index) =>
    part.members.some((member) => member.index === index) ? violation : undefined,
  )
  return new TransactionFailed(
    'transaction.failed',
    `Two operations of the transaction give the same values to the unique constraint '${violation.constraint}' of ${plan.spec.name}.`,
    { reasons },
  )
}

const identity = ({ plan, operation }: ExpandedOperation): string => {
  const { TableName, ...write } = writeOf(operation)
  const item: Item = 'Item' in write ? write.Item.toItem() : write.Key
  return JSON.stringify([TableName, tableKeyId(plan.spec.table, item)])
}

const writeOf = (operation: TransactWriteItem) => {
  if ('Put' in operation) return operation.Put
  if ('Update' in operation) return operation.Update
  return 'Delete' in operation ? operation.Delete : operation.ConditionCheck
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const assertLimits = (operations: readonly ExpandedOperation[], own: number): void => {
  const all = operations.length
  const markers = operations.filter(({ plan, position }) => plan.constraints[position] !== undefined).length
  assertCount({ own, markers, history: all - own - markers })
  // No item has more bytes than its text, so most transactions are fine without a look at their parts.
  if (operations.reduce((sum, { operation }) => sum + textSizeOf(operation), 0) <= MAX_TRANSACTION_BYTES) return
  const bytes = operations.reduce((sum, { operation }) => sum + sizeOf(operation), 0)
  if (bytes > MAX_TRANSACTION_BYTES)
    throw new TransactionFailed(
      'transaction.too-large',
      `The ${all} operations of the transaction have ${bytes} bytes; DynamoDB takes at most ${MAX_TRANSACTION_BYTES}.`,
    )
}

/**
 * What can be counted before anything is read: an operation on each item, and an entry for each history that goes on.
 *
 * @throws {TransactionFailed} `transaction.too-large`
 */
export const assertLeastCount = (parts: readonly TransactionPart[], plans: readonly Planned[]): void => {
  const history = parts.filter(({ job }, index) => {
    const planned = plans[index]
    return job.spec.history !== undefined && planned !== undefined && 'needsItem' in planned
  })
  assertCount({ own: parts.length, markers: 0, history: history.length })
}

const assertCount = ({ own, markers, history }: { own: number; markers: number; history: number }): void => {
  const all = own + markers + history
  if (all <= MAX_TRANSACTION_OPERATIONS) return
  const others = [
    ...(markers > 0 ? [`${markers} for markers of unique constraints`] : []),
    ...(history > 0 ? [`${history} for history`] : []),
  ]
  const more = others.length === 0 ? '' : `, which with ${others.join(' and ')} are ${all}`
  throw new TransactionFailed(
    'transaction.too-large',
    `The transaction has ${own} operations${more}; DynamoDB takes at most ${MAX_TRANSACTION_OPERATIONS}.`,
  )
}

const textSizeOf = (operation: TransactWriteItem): number => {
  const write = writeOf(operation)
  return 'Item' in write
    ? Buffer.byteLength(write.Item.toText())
    : Buffer.byteLength(JSON.stringify([write.Key, write.ExpressionAttributeValues]))
}

/** Bytes of what the request itself holds: at least what DynamoDB counts for puts; updated items count whole there. */
const sizeOf = (operation: TransactWriteItem): number => {
  const write = writeOf(operation)
  return 'Item' in write
    ? itemSize(write.Item.toItem())
    : itemSize(write.Key) + itemSize(write.ExpressionAttributeValues ?? {})
}
