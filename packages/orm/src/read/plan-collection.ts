/** A collection query → read plan: one partition of the table or of an index, for the items of several models. */
import { unrecognisedSpec } from '../codec/unrecognised.ts'
import { QueryError } from '../errors/errors.ts'
import { beginsWithNode, type ConditionNode, compareNode, pathOperand, valueOperand } from '../expression/condition.ts'
import type { ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import { nameOf } from '../util/option-rules.ts'
import { lacksWithout, lackWarning, type RefusedPattern, ungivenOptional } from './choose-pattern.ts'
import type { CollectionState } from './collection-state.ts'
import { startAttributes } from './index-attributes.ts'
import { planWhole } from './key-condition.ts'
import { type KeyPart, parseKeyPart } from './key-part.ts'
import { assertBudgetFor, assertConsistency, isOnePartition, ONE_PARTITION_WARNING, withHeirs } from './plan-items.ts'
import { planMemberFilters, sentFilters } from './plan-member-filters.ts'
import { planMemberItems } from './plan-member-items.ts'
import type { ReadPlan } from './read-plan.ts'
import { patternOn, type SharedPattern, sharedPatterns, whyNotShared } from './same-partition.ts'
import type { ItemCheck } from './sort-condition.ts'
import { canBegin, commonPrefix } from './sort-prefix.ts'
import { typeCondition } from './type-condition.ts'

/**
 * Plans a query of one item collection.
 *
 * @throws {QueryError} `query.collection` if the models share no partition, or not the named one; `query.no-index`,
 * `query.unknown-field`, `query.option`
 * @throws {ValidationError} `validation.invalid`
 */
export const planCollection = (state: CollectionState): ReadPlan => {
  const { specs, members, unrecognised } = state
  const shared = sharedPatterns(specs)
  const [first] = specs as readonly [ModelSpec]
  const { table } = first
  const part = parsePart(state)
  const { pattern, why, refused } = choosePartition(state, shared, part)
  const { index } = pattern
  assertConsistency(state.consistent, index)
  const readable = members.flatMap(withHeirs)
  const sort = planPrefix(state, pattern, readable)
  const whole = planWhole(first, pattern, { values: part.equal, sort: sort?.nodes ?? [] })
  assertBudgetFor(whole.shards?.length ?? 1, state.budget)
  const filters = planMemberFilters(state, index)
  const reads = planMemberItems(state, { index, filters, key: whole.node })
  const seen = { index, scan: false, whole: reads.projection === undefined }
  const sent = sentFilters(state, filters, seen)
  const absent = mayLack(members, pattern, part)
  return Object.freeze({
    ...{ table, models: members, pattern, index, why, refused, key: whole.node, shards: whole.shards },
    others: unrecognised ? unrecognisedSpec(first.table) : undefined,
    ...{ asked: undefined, ...sent },
    warnings: [
      ...(absent === undefined ? [] : [lackWarning(index, absent)]),
      ...sent.warnings,
      ...(isOnePartition(pattern) ? [ONE_PARTITION_WARNING] : []),
    ],
    ...{ guard: sort?.guard, postFilters: [], never: false },
    type: undefined,
    countedType: unrecognised ? undefined : typeCondition(table, members, seen),
    ...{ ...reads, only: undefined, startAttributes: startAttributes(table, index) },
    ...{ forward: !state.reverse, consistent: state.consistent },
  })
}

/** The given fields as the first model has them; those that only another one has are named, and fit no partition. */
const parsePart = ({ specs, access: { part } }: CollectionState): KeyPart => {
  const [first, ...others] = specs as readonly [ModelSpec, ...ModelSpec[]]
  const isOther = (name: string): boolean =>
    first.field(name) === undefined && others.some((other) => other.field(name) !== undefined)
  const own = Object.fromEntries(Object.entries(part).filter(([name]) => !isOther(name)))
  return { ...parseKeyPart(first, own), named: Object.keys(part) }
}

interface ChosenPartition {
  readonly pattern: PatternSpec
  readonly why: string
  readonly refused: readonly RefusedPattern[]
}

const choosePartition = (
  { specs, access }: CollectionState,
  shared: readonly SharedPattern[],
  part: KeyPart,
): ChosenPartition => {
  const [first] = specs as readonly [ModelSpec]
  if (access.kind === 'by') {
    const pattern = assertShared(specs, access.pattern)
    const reason = whyUnfit(pattern, part)
    if (reason === undefined) return { pattern, why: `The pattern '${access.pattern}' was named.`, refused: [] }
    throw noPartition(first, [{ ...describe(pattern), reason }])
  }
  const candidates = shared.map(({ pattern }) => ({
    ...{ pattern, reason: whyUnfit(pattern, part) },
    mayLack: mayLack(specs, pattern, part),
  }))
  const fitting = candidates.filter(({ reason }) => reason === undefined)
  const chosen = fitting.find((candidate) => candidate.mayLack === undefined) ?? fitting[0]
  const refused = candidates
    .filter((candidate) => candidate !== chosen)
    .map(({ pattern, reason, mayLack: absent }) => {
      const fact = absent === undefined || chosen?.mayLack !== undefined ? undefined : lacksWithout(absent)
      const name = `'${chosen?.pattern.name}'`
      const later = fact === undefined ? `${name} goes before it.` : `${fact}, which ${name} has.`
      return { ...describe(pattern), reason: reason ?? `It would do, but ${later}` }
    })
  if (chosen === undefined) throw noPartition(first, refused)
  const { pattern } = chosen
  const where = pattern.index === undefined ? 'the table' : `the index '${pattern.index.name}'`
  return { pattern, why: `The models share the partition key of ${where}.`, refused }
}

/** The first sort-key field of any of the models without which its items are not in the index. */
const mayLack = (specs: readonly ModelSpec[], { index }: PatternSpec, part: KeyPart): string | undefined => {
  for (const spec of specs) {
    const own = patternOn(spec, index)
    const name = own && ungivenOptional(own, part)
    if (name !== undefined) return name
  }
  return undefined
}

/** @throws {QueryError} `query.collection` for a pattern that not all models have, `query.no-index` for one that is none */
const assertShared = (specs: readonly ModelSpec[], name: string): PatternSpec => {
  const [first] = specs as readonly [ModelSpec]
  const pattern = first.patterns.find((candidate) => candidate.name === name)
  if (pattern === undefined) {
    const names = first.patterns.map((candidate) => `'${candidate.name}'`).join(', ')
    throw new QueryError('query.no-index', `${first.name} has no access pattern '${nameOf(name)}'; it has ${names}.`, {
      hint: 'Name a pattern of the first model of the collection.',
    })
  }
  const reason = whyNotShared(specs, pattern)
  if (reason === undefined) return pattern
  throw new QueryError('query.collection', `The models do not share the pattern '${name}'. ${reason}`, {
    hint: 'Give the models the same partition key template on the index.',
  })
}

const whyUnfit = ({ pk }: PatternSpec, part: KeyPart): string | undefined => {
  const names = new Set(pk.fields.map(({ name }) => name))
  for (const name of names) {
    if (name in part.operators) return `Its partition key takes a plain value of '${name}'.`
    if (!(name in part.equal)) return `Its partition key needs '${name}', which is not given.`
  }
  const other = part.named.find((name) => !names.has(name))
  return other === undefined
    ? undefined
    : `A collection is read by its partition key, and '${other}' is not part of that.`
}

const describe = ({ name, index, pk }: PatternSpec): Omit<RefusedPattern, 'reason'> => ({
  ...{ pattern: name, index: index?.name },
  needs: [...new Set(pk.fields)].map((entry) => entry.name).join(', ') || 'no field',
})

const noPartition = ({ name }: ModelSpec, refused: readonly RefusedPattern[]): QueryError => {
  const lines = refused.map(
    ({ pattern, index, needs, reason }) =>
      `\n  - ${pattern}${index === undefined ? '' : ` (${index})`} takes ${needs}. ${reason}`,
  )
  return new QueryError(
    'query.no-index',
    `No partition that ${name} and the other models share has the given fields:${lines.join('')}\n`,
    { hint: 'Give the fields of one partition key, and nothing else.' },
  )
}

interface PrefixPlan {
  readonly nodes: readonly ConditionNode[]
  readonly guard: ItemCheck
}

/** The condition on the sort key: what was asked for, or what the members' keys have in common, if that is longer. */
const planPrefix = (
  { under, unrecognised, members }: CollectionState,
  { index, sk }: PatternSpec,
  readable: readonly ModelSpec[],
): PrefixPlan | undefined => {
  if (sk?.kind !== 'template') {
    if (under === undefined) return undefined
    throw new QueryError(
      'query.option',
      'under() takes a text that sort keys begin with, and these are not written by templates.',
      {
        hint: 'Leave under() out.',
      },
    )
  }
  const sides = readable.map((model) => patternOn(model, index)?.sk)
  const able = sides.filter(
    (side) =>
      under === undefined || (side?.kind === 'template' && canBegin(side.codec.template, side.codec.mode, under)),
  )
  if (able.length === 0) {
    const texts = members.map((model) => {
      const side = patternOn(model, index)?.sk
      return `${model.name} '${side?.kind === 'template' ? side.codec.template.text : ''}'`
    })
    throw new QueryError('query.option', `No sort key of the collection begins with '${under}': ${texts.join(', ')}.`, {
      hint: 'Give under() the beginning of one of these templates, with values as they are stored.',
    })
  }
  // Items of no member may have any key.
  const common = unrecognised ? { text: '', isWhole: false } : commonPrefix(able)
  const isAsked = under !== undefined && under.length > common.text.length
  const text = isAsked ? under : common.text
  if (text === '') return undefined
  const { attribute } = sk
  const isWhole = common.isWhole && !isAsked
  const node = isWhole
    ? compareNode(pathOperand([attribute]), '=', valueOperand({ S: text }))
    : beginsWithNode(attribute, text)
  const accepts: ItemCheck['accepts'] = (item) => {
    const stored = item[attribute]
    return stored !== undefined && 'S' in stored && stored.S.startsWith(text)
  }
  return { nodes: [node], guard: { why: `The key begins with '${text}'.`, attribute, accepts } }
}
