/** A write, planned: the operation on the item, and the markers and history that change with it, as one request. */
import { TransactionFailed } from '../errors/errors.ts'
import type { ChangeLimit } from '../expression/change.ts'
import {
  attributeEquals,
  attributeExists,
  attributeMissing,
  type ConditionNode,
  orNodes,
} from '../expression/condition.ts'
import { assertConditionSize } from '../expression/expression-size.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printCondition } from '../expression/print-condition.ts'
import type { ModelSpec, UniqueSpec } from '../schema/model-spec.ts'
import { perModel } from '../schema/per-model.ts'
import type { Item } from '../wire/attribute-value.ts'
import { MAX_TRANSACTION_OPERATIONS } from '../wire/limits.ts'
import type { Operation, TransactWriteItem, WriteInput } from '../wire/request.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { MARKER_TARGET, type MarkerChange, markerItem, markerTableKey } from './markers.ts'

/** What is about to be sent. */
export interface WritePlan {
  readonly spec: ModelSpec
  /** The item's own operation first, then one per marker, then those on its history. */
  readonly operations: readonly TransactWriteItem[]
  /** The constraint of each operation; `undefined` for the item's own, and for those on its history. */
  readonly constraints: readonly (UniqueSpec | undefined)[]
  /** What the caller asked for, apart from what the library adds. */
  readonly condition: ConditionNode | undefined
  /** Conditions of the rules of fields, apart from the caller's. */
  readonly limits?: readonly ChangeLimit[]
  /** Whether the request is conditioned on what was read or loaded before, so that losing a race is worth another try. */
  readonly guarded: boolean
  /** The version that the caller insists on, 0 for none stored: losing it is final. */
  readonly held?: number | undefined
  /** The whole item after an update, where it is known and the request makes sure of it. */
  readonly written?: Item | undefined
  /** The item before an update, where the request makes sure of it. */
  readonly before?: Item | undefined
  /** Whether there are changes inside maps, which are written as a whole if it turns out that the item lacks them. */
  readonly nested?: boolean
  /** Why that cannot be, in the item that was planned with. */
  readonly absent?: { readonly item: Item; readonly fact: string }
  /** Whether applying the item's operation twice is the same as once. */
  readonly idempotent: boolean
}

/** What an update gives: the item after it, the item before it, or nothing. */
export type Returning = 'new' | 'old' | 'none'

/** How a plan is sent. */
export interface SendOptions {
  /** Whether to send a transaction even for one operation. */
  readonly once?: boolean | undefined
  /** Of an update; a transaction returns nothing. */
  readonly returning?: Returning | undefined
}

/** Either a plan, or the reason why the stored item is needed first. */
export type Planned = { readonly plan: WritePlan } | { readonly needsItem: string }

/**
 * One request for the whole plan. A transaction carries `token`, so that a retry cannot apply it twice.
 *
 * @throws {TransactionFailed} `transaction.too-large`
 */
export const toOperation = (
  plan: WritePlan,
  token: () => string,
  { once, returning = 'new' }: SendOptions = {},
): Operation => {
  const { operations } = plan
  const first = operations[0]
  if (operations.length > MAX_TRANSACTION_OPERATIONS) throw tooLarge(plan)
  if (once || operations.length > 1 || first === undefined)
    return { name: 'TransactWriteItems', input: { TransactItems: operations, ClientRequestToken: token() } }
  if ('Put' in first) return { name: 'PutItem', input: first.Put }
  if ('Update' in first)
    return { name: 'UpdateItem', input: { ReturnValues: returnValues[returning], ...first.Update } }
  if ('Delete' in first) return { name: 'DeleteItem', input: { ReturnValues: 'ALL_OLD', ...first.Delete } }
  // An update without changes: its condition is checked, and nothing is written.
  return { name: 'UpdateItem', input: { ReturnValues: returnValues[returning], ...first.ConditionCheck } }
}

const returnValues = { new: 'ALL_NEW', old: 'ALL_OLD', none: 'NONE' } as const

const tooLarge = ({ spec, operations }: WritePlan): TransactionFailed =>
  new TransactionFailed(
    'transaction.too-large',
    `A write of one ${spec.name} takes ${operations.length} operations: 1 on the item and ${operations.length - 1} on ${spec.history ? 'its history and ' : ''}markers of its ${spec.unique.length} unique constraints; DynamoDB takes at most ${MAX_TRANSACTION_OPERATIONS}.`,
    { hint: 'Declare fewer unique constraints, or change fewer of their fields at once.' },
  )

/** The whole item that a plan's operations put; `undefined` where they do not. */
export const putItem = ([first]: readonly TransactWriteItem[]): Item | undefined =>
  first !== undefined && 'Put' in first ? first.Put.Item.toItem() : undefined

/** The condition members of a request, printed after whatever the placeholders hold already. */
export const conditionInput = (
  condition: ConditionNode | undefined,
  placeholders: Placeholders = new Placeholders(),
): Omit<WriteInput, 'TableName'> => addCondition({}, condition, placeholders)

/** Adds them to a request. */
export const addCondition = <Input extends Omit<WriteInput, 'TableName'>>(
  input: Input,
  condition: ConditionNode | undefined,
  placeholders: Placeholders = new Placeholders(),
): Input => {
  if (condition !== undefined)
    input.ConditionExpression = assertConditionSize(printCondition(condition, placeholders), 'condition')
  placeholders.addTo(input)
  if (condition !== undefined) input.ReturnValuesOnConditionCheckFailure = 'ALL_OLD'
  return input
}

/** Operations on markers, for an item with the given table key. */
export const markerOperations = (
  spec: ModelSpec,
  changes: readonly MarkerChange[],
  { tableName, target }: { tableName: string; target: Item },
): TransactWriteItem[] =>
  changes.map(({ action, key }): TransactWriteItem => {
    if (action === 'put')
      return {
        Put: {
          ...{ TableName: tableName, Item: toStoredItem(markerItem(spec, key, target)) },
          ...conditionInput(absence(spec)),
        },
      }
    // Only the marker of this very item: one that is missing is no reason to fail, another item's must stay.
    const own = orNodes(absence(spec), attributeEquals(MARKER_TARGET, { M: target }))
    return { Delete: { TableName: tableName, Key: markerTableKey(spec, key), ...conditionInput(own) } }
  })

/** The attribute whose presence says that the item exists. */
export const keyAttribute = ({ table: { pk } }: ModelSpec): string =>
  pk.kind === 'template' ? pk.attribute : (pk.attributes[0] ?? '')

/** The condition that there is no item yet. */
export const absence: (spec: ModelSpec) => ConditionNode = perModel((spec) => attributeMissing(keyAttribute(spec)))
/** The condition that there is one. */
export const presence: (spec: ModelSpec) => ConditionNode = perModel((spec) => attributeExists(keyAttribute(spec)))
