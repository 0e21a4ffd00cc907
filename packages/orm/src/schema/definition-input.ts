/** A model's definition as it arrives at run time, before anything of it is believed. */
import { DefinitionError, type Problem } from '../errors/errors.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import { brokenRules, flag, isObject, type OptionRules, oneOf, text, verdict } from '../util/option-rules.ts'
import type { HistoryOptions, LockingOptions, PatternDefinition } from './definition.ts'
import { checkHooks, type HooksInput } from './hooks.ts'

/** Rule over the whole values object. */
export type ModelRule = StandardSchema | ((values: Readonly<Record<string, unknown>>) => unknown)

/** Rules of the models that a definition was merged from, abstract ones included. */
const inheritedRules: unique symbol = Symbol('inherited rules')
/** The same for hooks. */
const inheritedHooks: unique symbol = Symbol('inherited hooks')

/** The members that a definition may have. */
export interface DefinitionInput {
  readonly fields?: Readonly<Record<string, StandardSchema>>
  readonly keys?: Readonly<Record<string, PatternDefinition>>
  readonly unique?: Readonly<Record<string, readonly string[]>>
  readonly type?: string
  readonly abstract?: boolean
  readonly unknown?: 'keep' | 'drop' | 'reject'
  readonly validate?: ModelRule
  readonly ttl?: string
  readonly locking?: boolean | LockingOptions
  readonly history?: boolean | HistoryOptions
  readonly hooks?: HooksInput
  /** Set by `mergeDefinitions`. */
  readonly [inheritedHooks]?: readonly HooksInput[]
  /** Set by `mergeDefinitions`. */
  readonly [inheritedRules]?: readonly ModelRule[]
}

const known: ReadonlySet<string> = new Set([
  'fields',
  'keys',
  'unique',
  'type',
  'abstract',
  'unknown',
  'validate',
  'ttl',
  'hooks',
  'locking',
  'history',
])
/** Members of the design that this release does not have: refused, never ignored. */
const planned: ReadonlySet<string> = new Set(['schemaVersion', 'upgrade'])

/** Rules over the whole values object, inherited ones first. */
export const rulesOf = (definition: DefinitionInput): readonly ModelRule[] => [
  ...(definition[inheritedRules] ?? []),
  ...(definition.validate === undefined ? [] : [definition.validate]),
]

/** Hooks, inherited ones first. */
export const hooksOf = (definition: DefinitionInput): readonly HooksInput[] => [
  ...(definition[inheritedHooks] ?? []),
  ...(definition.hooks === undefined ? [] : [definition.hooks]),
]

/** What members of a definition are, as far as it can be said of each by itself. */
const rules: OptionRules = {
  type: text,
  abstract: flag,
  validate: verdict,
  ttl: text,
  unknown: oneOf('keep', 'drop', 'reject'),
  locking: ['true, false or { attribute }', (value) => typeof value === 'boolean' || isObject(value)],
  history: ['true, false or { keep, actor }', (value) => typeof value === 'boolean' || isObject(value)],
}

/**
 * A name and a definition, as far as they must be there before anything else can be said of them.
 *
 * @throws {DefinitionError} `definition.invalid`
 */
export const assertDefinition = (name: unknown, definition: unknown): DefinitionInput => {
  const problems: Problem[] = []
  if (typeof name !== 'string') problems.push({ path: 'name', message: 'A model is defined by its name first.' })
  if (!isObject(definition))
    problems.push({ path: 'definition', message: 'A model is defined by an object of fields and keys after its name.' })
  const given = isObject(definition) ? definition : {}
  for (const path of ['fields', 'keys', 'unique'] as const)
    if (given[path] !== undefined && !isObject(given[path]))
      problems.push({ path, message: 'It is an object of names.' })
  if (problems.length === 0) return given
  throw new DefinitionError(typeof name === 'string' ? `the model ${name}` : 'a model', problems)
}

/** A definition without the members that are nothing of their kind, so that the others can be looked at. */
export const soundDefinition = (definition: DefinitionInput): DefinitionInput => {
  const broken = brokenRules(definition, rules)
  if (broken.length === 0) return definition
  const sound: Record<string, unknown> = { ...definition }
  for (const { path } of broken) delete sound[path]
  return sound
}

/** Problems of the definition's own shape. */
export const checkDefinition = (definition: DefinitionInput): Problem[] => {
  const problems: Problem[] = brokenRules(definition, rules)
  for (const name of Object.keys(definition)) {
    if (known.has(name)) continue
    problems.push({
      path: name,
      message: planned.has(name)
        ? `'${name}' is not available in this release.`
        : `A definition has no member '${name}'; it has ${[...known].join(', ')}.`,
    })
  }
  if (definition.type === '') problems.push({ path: 'type', message: 'The stored type must not be empty.' })
  if (typeof definition.type === 'string' && definition.type.startsWith('~'))
    problems.push({ path: 'type', message: "Stored types that begin with '~' are the library's own." })
  problems.push(...checkHooks(definition.hooks).map((message) => ({ path: 'hooks', message })))
  return problems
}

/** The definition of a model that extends another: the child's members over the parent's. */
export const mergeDefinitions = (parent: DefinitionInput, child: DefinitionInput): DefinitionInput => {
  const { abstract: _abstract, type: _type, validate: _validate, hooks: _hooks, ...inherited } = parent
  return {
    ...inherited,
    ...child,
    fields: { ...parent.fields, ...child.fields },
    keys: { ...parent.keys, ...child.keys },
    unique: { ...parent.unique, ...child.unique },
    [inheritedRules]: rulesOf(parent),
    [inheritedHooks]: hooksOf(parent),
  }
}
