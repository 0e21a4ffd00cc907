/**
 * What a field's rules demand of a change whose outcome depends on what is stored: conditions where they can say it, else a
 * look at the value.
 */
import type { Issue } from '../errors/errors.ts'
import { checkNumberText } from '../wire/number.ts'
import { sumNumbers } from '../wire/number-sum.ts'
import type { ChangeLimit, ChangeRule } from './change.ts'
import {
  type Comparator,
  compareNode,
  existsNode,
  missingNode,
  orNodes,
  pathOperand,
  valueOperand,
} from './condition.ts'
import type { Target } from './target.ts'

/** By how much a number changes, and what it counts from where it is absent: decimal texts. */
export interface Increment {
  readonly by: string
  readonly start: string | undefined
}

/**
 * Only the bound that the change can cross. `undefined` where a limit is no number that DynamoDB could compare with.
 */
export const boundLimits = (target: Target, { by, start }: Increment): readonly ChangeLimit[] | undefined => {
  const { bounds } = target.spec
  if (bounds === undefined || target.undeclared) return []
  const limits: ChangeLimit[] = []
  const needs = start === undefined ? target.path : undefined
  const broken = start === undefined ? undefined : brokenBound(target, sumNumbers(start, '+', by))
  // Where nothing is stored, the outcome is known.
  if (broken !== undefined) limits.push({ node: existsNode(target.path), issue: broken, needs })
  const [bound, comparator]: readonly [string | undefined, Comparator] = isNegative(by)
    ? [bounds.min, '>=']
    : [bounds.max, '<=']
  if (bound === undefined || isZero(by)) return limits
  const limit = sumNumbers(bound, '-', by)
  if (checkNumberText(limit) !== undefined) return undefined
  const compared = compareNode(pathOperand(target.path), comparator, valueOperand({ N: limit }))
  const node = start === undefined ? compared : orNodes(missingNode(target.path), compared)
  return [...limits, { node, issue: issueOf(target, comparator, bound), needs }]
}

/** The rule of a target, to be looked at when the stored value is known. */
export const ruleOf = ({ path, names, spec, secret }: Target): ChangeRule => ({
  ...{ path, names, spec },
  ...(secret && { secret }),
})

const brokenBound = (target: Target, outcome: string): Issue | undefined => {
  const { min, max } = target.spec.bounds ?? {}
  if (max !== undefined && isNegative(sumNumbers(max, '-', outcome))) return issueOf(target, '<=', max)
  if (min !== undefined && isNegative(sumNumbers(outcome, '-', min))) return issueOf(target, '>=', min)
  return undefined
}

const issueOf = (target: Target, comparator: Comparator, bound: string): Issue => ({
  path: target.names,
  message: `Expected at ${comparator === '<=' ? 'most' : 'least'} ${bound} after the change.`,
})

const isZero = (text: string): boolean => sumNumbers(text, '+', '0') === '0'
const isNegative = (text: string): boolean => sumNumbers(text, '+', '0').startsWith('-')
