/** Plan and page → one request: the operation and its wire JSON. */
import { andNodes } from '../expression/condition.ts'
import { assertConditionSize } from '../expression/expression-size.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printCondition } from '../expression/print-condition.ts'
import { printProjection } from '../expression/projection.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { GetItemInput, Operation, QueryInput, ScanInput } from '../wire/request.ts'
import type { GetOperation } from './get-operation.ts'
import type { ReadPlan } from './read-plan.ts'

/** What a single request adds to a plan. */
export interface PageTarget {
  readonly tableName: string
  /** Most items to read. */
  readonly limit?: number | undefined
  readonly startKey?: Item | undefined
  /** Asks for the number of items only. */
  readonly count?: boolean | undefined
  /** Asks what the request costs. */
  readonly capacity?: boolean | undefined
  /** Which part of a scan, from 0. */
  readonly segment?: number | undefined
}

/** The request for one page: a GetItem for a complete key, a Query, or a Scan where the plan has no key condition. */
export const toReadOperation = (plan: ReadPlan, target: PageTarget): Operation =>
  plan.get === undefined ? toPageOperation(plan, target) : toItemOperation(plan, plan.get, target)

/** The request for the one item that can match. */
export const toItemOperation = (plan: ReadPlan, key: Item, target: PageTarget): GetOperation => {
  const input: GetItemInput = { TableName: target.tableName, Key: key }
  if (plan.projection !== undefined) {
    const placeholders = new Placeholders()
    input.ProjectionExpression = printProjection(plan.projection, placeholders)
    Object.assign(input, placeholders.toInput())
  }
  if (plan.consistent) input.ConsistentRead = true
  if (target.capacity) input.ReturnConsumedCapacity = 'TOTAL'
  return { name: 'GetItem', input }
}

const toPageOperation = (plan: ReadPlan, target: PageTarget): Operation => {
  const placeholders = new Placeholders()
  const key = plan.key && assertConditionSize(printCondition(plan.key, placeholders), 'key condition')
  const sent = [plan.filter, target.count ? plan.countedType : plan.type].filter((node) => node !== undefined)
  const input: ScanInput & Partial<QueryInput> = { TableName: target.tableName }
  if (plan.index !== undefined) input.IndexName = plan.index.name
  if (key !== undefined) input.KeyConditionExpression = key
  if (sent.length > 0)
    input.FilterExpression = assertConditionSize(printCondition(andNodes(...sent), placeholders), 'filter')
  if (target.count) input.Select = 'COUNT'
  else if (plan.projection !== undefined) input.ProjectionExpression = printProjection(plan.projection, placeholders)
  else if (plan.index?.local && plan.index.projection !== 'ALL') input.Select = 'ALL_ATTRIBUTES'
  Object.assign(input, placeholders.toInput())
  if (plan.consistent) input.ConsistentRead = true
  if (target.limit !== undefined) input.Limit = target.limit
  if (target.startKey !== undefined) input.ExclusiveStartKey = target.startKey
  if (target.capacity) input.ReturnConsumedCapacity = 'TOTAL'
  if (target.segment !== undefined && plan.segments !== undefined && plan.segments > 1)
    Object.assign(input, { Segment: target.segment, TotalSegments: plan.segments })
  if (!isQuery(input)) return { name: 'Scan', input }
  if (!plan.forward) input.ScanIndexForward = false
  return { name: 'Query', input }
}

const isQuery = (input: ScanInput & Partial<QueryInput>): input is QueryInput =>
  input.KeyConditionExpression !== undefined
