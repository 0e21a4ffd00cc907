/** Key templates and field lists → patterns and the attributes that they write; reports everything that cannot be. */
import type { Problem } from '../errors/errors.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { compileKey, type KeyCodec } from '../key/key-codec.ts'
import type { KeyEncoding } from '../key/key-encoding.ts'
import { checkTemplate, type KeyMode, parseTemplate } from '../key/template.ts'
import type { PatternDefinition, Side } from './definition.ts'
import type { KeyAttribute, KeySide, PatternSpec } from './model-spec.ts'
import { checkShards, shardedSide } from './shard-key.ts'
import type { IndexSpec, KeySlot, TableSpec } from './table-spec.ts'

/** What compiling a model's keys needs and where it reports. */
export interface KeyContext {
  readonly table: TableSpec
  /** Discriminator value, for `{$type}`. */
  readonly type: string
  readonly fields: ReadonlyMap<string, FieldEntry>
  readonly problems: Problem[]
}

/** All patterns, primary first. An empty list if there is no usable primary key. */
export const compilePatterns = (
  keys: Readonly<Record<string, PatternDefinition>>,
  context: KeyContext,
): PatternSpec[] => {
  const { primary, ...others } = keys
  if (primary === undefined) {
    context.problems.push({ path: 'keys', message: 'A model needs a `primary` key.' })
    return []
  }
  const first = compilePattern('primary', primary, context)
  const patterns = Object.entries(others).map(([name, pattern]) => compilePattern(name, pattern, context, first))
  checkAgreement([first, ...patterns], context)
  return first === undefined ? [] : [first, ...patterns].filter((pattern) => pattern !== undefined)
}

const compilePattern = (
  name: string,
  pattern: PatternDefinition,
  context: KeyContext,
  primary?: PatternSpec,
): PatternSpec | undefined => {
  const path = `keys.${name}`
  const report = (message: string, member = '') => context.problems.push({ path: path + member, message })
  if (typeof pattern !== 'object' || pattern === null) {
    report('A pattern is an object of index, pk, sk and shards.')
    return undefined
  }
  const index = findIndex(name, pattern, { context, report })
  if (index === null) return undefined
  const target = index ?? context.table
  if (index?.local && pattern.pk !== undefined && primary !== undefined && !isSame(pattern.pk, primary.pk, context))
    report('A local index has the partition key of the table; give the same as in `primary`, or leave `pk` out.', '.pk')
  const plainPk = index?.local
    ? primary?.pk
    : compileSide(pattern.pk, target.pk, { ...context, path: `${path}.pk`, primary: !index })
  const sk = compileSide(pattern.sk, target.sk, { ...context, path: `${path}.sk`, primary: !index })
  const problem = checkShards(pattern, index, plainPk)
  if (problem !== undefined) report(problem, '.shards')
  if (plainPk === undefined || (target.sk !== undefined && sk === undefined) || problem !== undefined) return undefined
  const { shards } = pattern
  const pk = shards === undefined || primary === undefined ? plainPk : shardedSide(plainPk, { shards, primary })
  const fields = [...new Set([...pk.fields, ...(sk?.fields ?? [])])]
  return Object.freeze({ name, index, pk, sk, shards, fields: Object.freeze(fields) })
}

/** Whether a side is declared as another one was. */
const isSame = (side: Side, other: KeySide, { type }: KeyContext): boolean => {
  if (other.kind === 'template') return typeof side === 'string' && withType(side, type) === other.codec.template.text
  return typeof side !== 'string' && side.join() === other.fields.map(({ name }) => name).join()
}

/** `{$type}` stands for the model's type. */
const withType = (text: string, type: string): string => text.replaceAll('{$type}', () => type)

/** The index; `undefined` for the primary key; `null` where there is a problem. */
const findIndex = (
  name: string,
  pattern: PatternDefinition,
  { context, report }: { context: KeyContext; report: (message: string, member?: string) => void },
): IndexSpec | undefined | null => {
  if (name === 'primary') {
    if (pattern.index === undefined) return undefined
    report('The primary key is the key of the table; it names no index.', '.index')
    return null
  }
  const index = pattern.index === undefined ? undefined : context.table.indexes.get(pattern.index)
  if (index !== undefined) return index
  const names = [...context.table.indexes.keys()].map((known) => `'${known}'`).join(', ') || 'none'
  report(
    pattern.index === undefined
      ? `An access pattern names one of the table's indexes (${names}).`
      : `The table has no index '${String(pattern.index)}'; it has ${names}.`,
    '.index',
  )
  return null
}

interface SideContext extends KeyContext {
  readonly path: string
  readonly primary: boolean
}

const compileSide = (side: Side | undefined, slot: KeySlot | undefined, context: SideContext): KeySide | undefined => {
  const report = (message: string): undefined => {
    context.problems.push({ path: context.path, message })
    return undefined
  }
  if (slot === undefined) return side === undefined ? undefined : report('There is no such key attribute to write.')
  if (slot.kind === 'natural') return compileNatural(side, slot.attributes, context)
  if (side === undefined) return report(`It is missing: a template for the attribute '${slot.attribute}'.`)
  if (typeof side !== 'string')
    return report(`The attribute '${slot.attribute}' is written by a template; give one, not a list of fields.`)
  const codec = compileTemplate(side, context)
  if (codec === undefined) return undefined
  const fields = codec.fields.map((name) => context.fields.get(name)).filter((entry) => entry !== undefined)
  if (context.primary) checkPrimaryFields(fields, report)
  return Object.freeze({ kind: 'template', attribute: slot.attribute, codec, fields: Object.freeze(fields) })
}

const compileNatural = (
  side: Side | undefined,
  attributes: readonly string[],
  context: SideContext,
): KeySide | undefined => {
  const problems: string[] = []
  const names = side === undefined || typeof side === 'string' ? undefined : side
  const list = attributes.map((name) => `'${name}'`).join(', ')
  if (names === undefined || names.length !== attributes.length)
    problems.push(`It names the fields that are stored under ${list}, as a list in that order.`)
  const fields = (names ?? []).map((name, position) => {
    const entry = context.fields.get(name)
    if (entry === undefined) problems.push(`Field '${name}' is not declared in fields.`)
    else if (entry.attribute !== attributes[position])
      problems.push(
        `Field '${name}' is stored under '${entry.attribute}', not under '${attributes[position]}'; use .as('${attributes[position]}').`,
      )
    else if (entry.spec.keyType === undefined)
      problems.push(`Field '${name}' is stored as neither string, number nor binary, so it cannot be a key attribute.`)
    else if (entry.spec.keyOnly) problems.push(`Field '${name}' is its own key attribute, so it cannot be .keyOnly().`)
    else if (entry.spec.nullable && !context.primary)
      problems.push(`Field '${name}' is its own key attribute, which cannot be null; use .optional().`)
    return entry
  })
  const found = fields.filter((entry) => entry !== undefined)
  if (context.primary) checkPrimaryFields(found, (message) => problems.push(message))
  for (const message of problems) context.problems.push({ path: context.path, message })
  return problems.length > 0 ? undefined : Object.freeze({ kind: 'natural', fields: Object.freeze(found) })
}

const checkPrimaryFields = (fields: readonly FieldEntry[], report: (message: string) => unknown): void => {
  for (const { name, spec } of fields)
    if (spec.optional || spec.nullable)
      report(`Field '${name}' is part of the primary key, so it can be neither optional nor nullable.`)
    else if (spec.updatedAt) report(`Field '${name}' is part of the primary key, so it cannot be .updatedAt().`)
}

/** Parses and compiles a template. */
const compileTemplate = (text: string, context: SideContext): KeyCodec | undefined => {
  const { template, problems } = parseTemplate(withType(text, context.type))
  if (template !== undefined) problems.push(...checkTemplate(template, context.table.mode))
  const encodings = keyEncodings(template?.fields ?? [], context.fields, problems)
  for (const message of problems) context.problems.push({ path: context.path, message })
  return template === undefined || problems.length > 0 ? undefined : compileKey(template, encodings, context.table.mode)
}

const keyEncodings = (
  names: readonly string[],
  fields: ReadonlyMap<string, FieldEntry>,
  problems: string[],
): Record<string, KeyEncoding> => {
  const encodings: Record<string, KeyEncoding> = Object.create(null)
  for (const name of new Set(names)) {
    const entry = fields.get(name)
    if (entry === undefined) problems.push(`Field '${name}' is not declared in fields.`)
    else if (typeof entry.spec.key === 'string')
      problems.push(`Field '${name}' cannot be part of a key: ${entry.spec.key}`)
    else encodings[name] = entry.spec.key
  }
  return encodings
}

/** A template of marker keys: literal text, then the encoded values, always injective whatever the table's encoding. */
export const compileMarkerKey = (
  prefix: string,
  fields: readonly FieldEntry[],
  problems: string[],
): KeyCodec | undefined => {
  const text = `${prefix}#${fields.map(({ name }) => `{${name}}`).join('#')}`
  const { template, problems: found } = parseTemplate(text)
  problems.push(...found)
  const encodings = keyEncodings(
    fields.map(({ name }) => name),
    new Map(fields.map((entry) => [entry.name, entry])),
    problems,
  )
  const mode: KeyMode = 'ordered'
  return template === undefined || problems.length > 0 ? undefined : compileKey(template, encodings, mode)
}

/** Templates that write one attribute are the same text. */
const checkAgreement = (patterns: readonly (PatternSpec | undefined)[], { problems }: KeyContext): void => {
  const texts = new Map<string, { text: string; path: string }>()
  for (const pattern of patterns) {
    for (const [name, side] of [
      ['pk', pattern?.pk],
      ['sk', pattern?.sk],
    ] as const) {
      if (pattern === undefined || side?.kind !== 'template') continue
      const path = `keys.${pattern.name}.${name}`
      const first = texts.get(side.attribute)
      const text = side.codec.template.text
      if (first === undefined) texts.set(side.attribute, { text, path })
      else if (first.text !== text)
        problems.push({
          path,
          message: `It writes '${text}' into '${side.attribute}', into which ${first.path} writes '${first.text}'; templates of one attribute must be the same.`,
        })
    }
  }
}

/** The attributes that templates write, each with the patterns that use it. */
export const keyAttributesOf = (patterns: readonly PatternSpec[]): KeyAttribute[] => {
  const found = new Map<string, { codec: KeyCodec; side: 'pk' | 'sk'; primary: boolean; patterns: PatternSpec[] }>()
  for (const pattern of patterns) {
    for (const [side, spec] of [
      ['pk', pattern.pk],
      ['sk', pattern.sk],
    ] as const) {
      if (spec?.kind !== 'template') continue
      const known = found.get(spec.attribute)
      const primary = pattern.index === undefined
      if (known === undefined) found.set(spec.attribute, { codec: spec.codec, side, primary, patterns: [pattern] })
      else {
        known.patterns.push(pattern)
        if (side === 'sk') known.side = 'sk'
      }
    }
  }
  return [...found].map(([attribute, known]) => Object.freeze({ attribute, ...known }))
}
