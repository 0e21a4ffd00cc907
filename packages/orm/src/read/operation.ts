/** Plan and page → one request: the operation and its wire JSON. */
import { andNodes } from '../expression/condition.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printCondition } from '../expression/print-condition.ts'
import { printProjection } from '../expression/projection.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Operation, QueryInput, ScanInput } from '../wire/request.ts'
import type { ReadPlan } from './read-plan.ts'

/** What a single request adds to a plan. */
export interface PageTarget {
  readonly tableName: string
  /** Most items to read. */
  readonly limit?: number | undefined
  readonly startKey?: Item | undefined
  /** Asks for the number of items only. */
  readonly count?: boolean | undefined
}

/** The request for one page: a Query, or a Scan where the plan has no key condition. */
export const toReadOperation = (plan: ReadPlan, target: PageTarget): Operation => {
  const placeholders = new Placeholders()
  const key = plan.key && printCondition(plan.key, placeholders)
  const sent = [plan.filter, target.count || plan.sendsType ? plan.type : undefined].filter(
    (node) => node !== undefined,
  )
  const input: ScanInput & Partial<QueryInput> = { TableName: target.tableName }
  if (plan.index !== undefined) input.IndexName = plan.index.name
  if (key !== undefined) input.KeyConditionExpression = key
  if (sent.length > 0) input.FilterExpression = printCondition(andNodes(...sent), placeholders)
  if (target.count) input.Select = 'COUNT'
  else if (plan.projection !== undefined) input.ProjectionExpression = printProjection(plan.projection, placeholders)
  else if (plan.index?.local && plan.index.projection !== 'ALL') input.Select = 'ALL_ATTRIBUTES'
  Object.assign(input, placeholders.toInput())
  if (plan.consistent) input.ConsistentRead = true
  if (target.limit !== undefined) input.Limit = target.limit
  if (target.startKey !== undefined) input.ExclusiveStartKey = target.startKey
  if (!isQuery(input)) return { name: 'Scan', input }
  if (!plan.forward) input.ScanIndexForward = false
  return { name: 'Query', input }
}

const isQuery = (input: ScanInput & Partial<QueryInput>): input is QueryInput =>
  input.KeyConditionExpression !== undefined
