/**
 * Which access pattern serves a part of a key. Deterministic: the primary key if it can; else, of the patterns that hold
 * what is read, those that hold every such item go first; of these, the pattern that uses the most sort-key fields; else
 * the one declared first.
 */
import { QueryError } from '../errors/errors.ts'
import type { KeySide, ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import { nameOf } from '../util/option-rules.ts'
import { usedSort } from './key-condition.ts'
import type { KeyPart } from './key-part.ts'
import type { Access } from './query-state.ts'

/** A pattern that was not chosen, and why: one sentence. */
export interface RefusedPattern {
  readonly pattern: string
  /** Name of the index; `undefined`: the table. */
  readonly index: string | undefined
  /** What the pattern takes: `userId, then orderId`. */
  readonly needs: string
  readonly reason: string
}

/** What a pattern is chosen for. */
export interface PatternRequest {
  readonly spec: ModelSpec
  readonly access: Exclude<Access, { kind: 'scan' }>
  unfit?(pattern: PatternSpec): string | undefined
}

/** The chosen pattern, why, and what else there was. */
export interface ChosenPattern {
  readonly pattern: PatternSpec
  readonly why: string
  readonly refused: readonly RefusedPattern[]
}

/**
 * Chooses the pattern. `unfit` says why a pattern cannot give what is read of its items (an index may hold a part only);
 * such a pattern is taken only if no other serves.
 *
 * @throws {QueryError} `query.no-index` listing every pattern with the fields it needs
 */
export const choosePattern = ({ spec, access, unfit }: PatternRequest, part: KeyPart): ChosenPattern => {
  if (access.kind === 'by') return namedPattern(spec, access.pattern, part)
  const refused: RefusedPattern[] = []
  const serving: Candidate[] = []
  const poor: Candidate[] = []
  for (const pattern of spec.patterns) {
    const reason = checkPattern(pattern, part)
    const lack = reason === undefined ? unfit?.(pattern) : undefined
    if (reason !== undefined) refused.push(refusal(pattern, reason))
    else
      (lack === undefined ? serving : poor).push({
        ...{ pattern, lack, used: usedFields(pattern, part) },
        mayLack: ungivenOptional(pattern, part),
      })
  }
  const candidates = serving.length > 0 ? serving : poor
  const complete = candidates.filter(({ mayLack }) => mayLack === undefined)
  const [first, ...others] = complete.length > 0 ? complete : candidates
  if (first === undefined) throw noIndex(spec, part, refused)
  const best =
    first.pattern.index === undefined
      ? first
      : others.reduce((found, candidate) => (candidate.used > found.used ? candidate : found), first)
  const all = [...serving, ...poor]
  for (const other of all) if (other !== best) refused.push(refusal(other.pattern, whyNot(best, other)))
  const why = whyThis(best, { all: all.length, holding: candidates.length, last: others.length + 1 })
  return { pattern: best.pattern, why, refused }
}

/**
 * The first sort-key field that is not given and that an item need not have: one without it is in no index by that key.
 * `undefined`: the pattern reaches every item with the given fields.
 */
export const ungivenOptional = ({ index, sk }: PatternSpec, part: Pick<KeyPart, 'equal' | 'operators'>) =>
  index === undefined
    ? undefined
    : sk?.fields.find(
        ({ name, spec }) => (spec.optional || spec.nullable) && !(name in part.equal || name in part.operators),
      )?.name

/** What an index by a key with such a field leaves out. */
export const lacksWithout = (name: string): string => `lacks the items without '${name}'`

export const lackWarning = (index: PatternSpec['index'], name: string): string =>
  `The index '${index?.name}' ${lacksWithout(name)}: they are not among the results.`

interface Candidate {
  readonly pattern: PatternSpec
  /** Sort-key fields that it uses. */
  readonly used: number
  /** Why it cannot give what is read. */
  readonly lack: string | undefined
  /** A field without which an item is not in its index. */
  readonly mayLack: string | undefined
}

/** What a pattern takes, as people read it: `userId, then orderId`. */
const describeNeeds = ({ pk, sk }: PatternSpec): string => {
  const partition = [...new Set(pk.fields)].map(({ name }) => name).join(', ') || 'no field'
  const sort = [...new Set(sk?.fields ?? [])].filter((entry) => !pk.fields.includes(entry)).map(({ name }) => name)
  return sort.length === 0 ? partition : `${partition}, then ${sort.join(', ')}`
}

const namedPattern = (spec: ModelSpec, name: string, part: KeyPart): ChosenPattern => {
  const pattern = spec.patterns.find((candidate) => candidate.name === name)
  if (pattern === undefined) {
    const names = spec.patterns.map((candidate) => `'${candidate.name}'`).join(', ')
    throw new QueryError('query.no-index', `${spec.name} has no access pattern '${nameOf(name)}'; it has ${names}.`, {
      hint: 'Name one of them, or add it to the keys of the model.',
    })
  }
  const reason = checkPattern(pattern, part)
  if (reason !== undefined) throw noIndex(spec, part, [refusal(pattern, reason)])
  return { pattern, why: `The pattern '${name}' was named.`, refused: [] }
}

/** Why a pattern cannot serve the part; `undefined` if it can. */
const checkPattern = ({ pk, sk }: PatternSpec, part: KeyPart): string | undefined => {
  for (const { name } of pk.fields) {
    if (name in part.operators)
      return `Its partition key takes a plain value of '${name}', not ${part.operators[name]?.name}().`
    if (!(name in part.equal)) return `Its partition key needs '${name}', which is not given.`
  }
  let stop: string | undefined
  for (const { name } of sk?.fields ?? []) {
    const operator = part.operators[name]
    const given = name in part.equal || operator !== undefined
    if (given && stop !== undefined && !hasField(pk, name))
      return `'${name}' follows '${stop}' in its sort key, ${after(part, stop)}.`
    if (!(name in part.equal)) stop ??= name
  }
  const unused = part.named.filter((name) => !hasField(pk, name) && !hasField(sk, name))
  return unused.length === 0 ? undefined : `Its key does not contain ${unused.map((name) => `'${name}'`).join(', ')}.`
}

const hasField = (side: KeySide | undefined, name: string): boolean =>
  side?.fields.some((entry) => entry.name === name) === true

const after = (part: KeyPart, stop: string): string =>
  part.operators[stop] === undefined
    ? 'which is not given'
    : `which has ${part.operators[stop].name}(), and that must be last`

const usedFields = (pattern: PatternSpec, part: KeyPart): number => {
  if (pattern.sk === undefined) return 0
  const { count, operator } = usedSort(pattern.sk, part)
  return count + (operator === undefined ? 0 : 1)
}

const refusal = (pattern: PatternSpec, reason: string): RefusedPattern => ({
  pattern: pattern.name,
  index: pattern.index?.name,
  needs: needsOf(pattern),
  reason,
})

/** Said once for each pattern. */
const needsOf = (pattern: PatternSpec): string => {
  const said = needs.get(pattern) ?? describeNeeds(pattern)
  needs.set(pattern, said)
  return said
}

const needs = new WeakMap<PatternSpec, string>()

/** How many patterns there were: that the fields fit, of these that hold what is read, and of these at the end. */
interface Narrowing {
  readonly all: number
  readonly holding: number
  readonly last: number
}

const whyThis = ({ pattern }: Candidate, { all, holding, last }: Narrowing): string => {
  if (all === 1) return 'It is the only pattern whose key the given fields fit.'
  if (pattern.index === undefined) return 'The primary key goes before every index.'
  if (holding === 1) return 'Of the patterns whose key the given fields fit, it alone holds what is read.'
  if (last > 1) return 'It uses the most sort-key fields, or was declared first of those that use as many.'
  return `Of the patterns ${all === holding ? 'whose key the given fields fit' : 'that hold what is read'}, it alone has every item with these fields.`
}

const whyNot = (best: Candidate, other: Candidate): string => {
  if (other.lack !== best.lack && other.lack !== undefined) return other.lack
  if (best.pattern.index === undefined) return 'It would do, but the primary key goes before every index.'
  if (other.mayLack !== undefined && best.mayLack === undefined)
    return `It would do, but ${lacksWithout(other.mayLack)}, which '${best.pattern.name}' has.`
  return other.used < best.used
    ? `It would do, but uses fewer sort-key fields than '${best.pattern.name}'.`
    : `It would do, but '${best.pattern.name}' was declared before it.`
}

const noIndex = (spec: ModelSpec, part: KeyPart, refused: readonly RefusedPattern[]): QueryError => {
  const given = part.named
    .map((name) => (name in part.equal || name in part.operators ? name : `${name} (without a value)`))
    .join(', ')
  const list = refused
    .map(
      ({ pattern, index, needs, reason }) =>
        `\n  - ${pattern}${index === undefined ? '' : ` (${index})`} takes ${needs}. ${reason}`,
    )
    .join('')
  return new QueryError(
    'query.no-index',
    `No pattern of ${spec.name} serves ${given === '' ? 'no field' : `the fields ${given}`}:${list}\n`,
  )
}
