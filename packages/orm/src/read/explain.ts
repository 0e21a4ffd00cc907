/** What a read would do and why, as data that also prints as text. */
import type { ConditionNode } from '../expression/condition.ts'
import type { RefusedPattern } from './choose-pattern.ts'
import { type Estimate, type EstimateOptions, estimateRead } from './estimate.ts'
import { formatCondition } from './format-condition.ts'
import { isSelective, memberChecks, type ReadPlan } from './read-plan.ts'
import { printRequest, secretAttributes } from './secret-values.ts'

/** A read, explained. `String(explanation)` is text for a terminal. Values of secret fields are in `requests` only. */
export interface Explanation<Request = unknown> {
  /** Names of the models that are read; none: every item, whatever its model. */
  readonly models: readonly string[]
  /** Name of the access pattern; `undefined`: a scan. */
  readonly pattern: string | undefined
  /** Name of the index; `undefined`: the table itself. */
  readonly index: string | undefined
  /** Why this pattern. */
  readonly why: string
  /** The other patterns, what they need, and why they were not chosen. */
  readonly refused: readonly RefusedPattern[]
  /** Conditions that choose what is read and charged for. */
  readonly keyConditions: readonly string[]
  /** Conditions on what was read, applied by DynamoDB; those that no request can carry say that they are evaluated here. */
  readonly filters: readonly string[]
  /** Checks that run here after reading. */
  readonly checks: readonly string[]
  /** Most results of single models, by name; `undefined`: no model has a limit of its own. */
  readonly limits: Readonly<Record<string, number>> | undefined
  /** Stored attributes that are read; `undefined`: all. */
  readonly projection: readonly string[] | undefined
  /** What it is expected to cost. */
  readonly estimate: Estimate
  /** The first request; more follow while there are pages. Empty if nothing can match. */
  readonly requests: readonly Request[]
  readonly warnings: readonly string[]
  toString(): string
}

const WHERE_WARNING = 'where() is applied here, after reading: what it drops is read, charged for and transferred.'

/** Explains a plan. */
export const explainPlan = <Request>(
  plan: ReadPlan,
  details: {
    readonly requests: readonly Request[]
    readonly predicates: number
    readonly options?: EstimateOptions | undefined
    readonly limits?: Readonly<Record<string, number>> | undefined
  },
): Explanation<Request> => {
  const secrets = secretAttributes(plan)
  const checks = [...plan.postFilters, ...memberChecks(plan)].map(({ why }) => why)
  if (plan.hydration !== undefined)
    checks.push('Whole items are read by BatchGetItem, 100 a request; those that do not match any more are left out.')
  if (details.predicates > 0)
    checks.push(`where() runs here, ${details.predicates === 1 ? 'one function' : `${details.predicates} functions`}.`)
  const warnings = [
    ...(plan.never ? ['Nothing can match, so nothing is sent.'] : []),
    ...plan.warnings,
    ...(details.predicates > 0 ? [WHERE_WARNING] : []),
  ]
  const explanation = {
    models: plan.models.map(({ name }) => name),
    pattern: plan.pattern?.name,
    index: plan.index?.name,
    why: plan.why,
    refused: plan.refused,
    keyConditions: partsOf(plan.key, secrets),
    filters: filtersOf(plan, secrets),
    checks,
    limits: details.limits,
    projection: plan.projection,
    estimate: estimateRead(plan, details.options ?? { limit: undefined, pageSize: undefined }, details.predicates),
    requests: details.requests,
    warnings,
  }
  const print = () => toText(explanation, plan)
  return Object.freeze(Object.defineProperty(explanation, 'toString', { value: print }))
}

/** What is sent, and what the caller asked for besides. */
const filtersOf = (plan: ReadPlan, secrets: ReadonlySet<string>): string[] => {
  const sent = [plan.filter, plan.type].flatMap((node) => partsOf(node, secrets))
  const isSent = new Set(partNodes(plan.filter))
  const here = partNodes(plan.asked).filter((node) => !isSent.has(node))
  const ofMembers = [...(plan.byMember ?? [])].flatMap(([{ name }, filter]) =>
    filter.isSent ? [] : partsOf(filter.asked, secrets).map((text) => `${name}: ${text}`),
  )
  return [
    ...sent,
    ...[...here.map((node) => formatCondition(node, secrets)), ...ofMembers].map((text) => `${text} (evaluated here)`),
  ]
}

const partNodes = (node: ConditionNode | undefined): readonly ConditionNode[] =>
  node?.op === 'and' ? node.nodes : node === undefined ? [] : [node]

const partsOf = (node: ConditionNode | undefined, secrets: ReadonlySet<string>): string[] =>
  partNodes(node).map((part) => formatCondition(part, secrets))

const describeRead = ({ pattern, index }: Explanation, plan: ReadPlan): string => {
  const where = index === undefined ? 'the table' : `the index ${index}`
  if (pattern === undefined) return `Scan of ${where}${(plan.segments ?? 1) > 1 ? ` in ${plan.segments} segments` : ''}`
  const shards = plan.shards === undefined ? '' : ` in ${plan.shards.length} shards side by side`
  return `${plan.get === undefined ? 'Query of' : 'Get from'} ${where} by '${pattern}'${shards}`
}

const describeEstimate = ({ requests, capacity, open, basis }: Estimate): string =>
  `${open ? 'at least ' : ''}${requests} ${requests === 1 ? 'request' : 'requests'}, ${capacity} read units. ${basis}`

const toText = (explanation: Explanation, plan: ReadPlan): string => {
  const { models, why, refused, keyConditions, filters, checks, limits, projection, requests, warnings } = explanation
  const lines = [`${describeRead(explanation, plan)} for ${models.join(', ') || 'every item'}: ${why}`]
  const add = (title: string, list: readonly string[]): void => {
    for (const line of list) lines.push(`  ${title}: ${line}`)
  }
  add('key condition', keyConditions)
  add('filter', filters)
  add('after reading', checks)
  if (limits !== undefined)
    add('limit', [
      Object.entries(limits)
        .map(([name, count]) => `${count} of ${name}`)
        .join(', '),
    ])
  if (projection !== undefined) add('reads only', [projection.join(', ')])
  add(
    'refused',
    refused.map(
      (other) =>
        `${other.pattern}${other.index === undefined ? '' : ` (${other.index})`}, which takes ${other.needs}. ${other.reason}`,
    ),
  )
  add(
    'request',
    requests.map((request) => printRequest(request, plan)),
  )
  lines.push(`  estimate: ${describeEstimate(explanation.estimate)}`)
  if (isSelective(plan) && plan.get === undefined && requests.length > 0)
    lines.push('  More requests may follow where items are dropped after reading.')
  add('warning', warnings)
  return lines.join('\n')
}
