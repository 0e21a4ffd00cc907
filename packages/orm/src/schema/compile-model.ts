/** A model's definition → its frozen spec. All problems are found before one error reports them. */
import { DefinitionError, ItemExists, ItemNotFound, type Problem } from '../errors/errors.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { isIdentifier } from '../util/identifier.ts'
import { checkAttributes } from './check-attributes.ts'
import { checkDistinct } from './check-distinct.ts'
import { compileFields } from './compile-fields.ts'
import { compileMarkerKey, compilePatterns, keyAttributesOf } from './compile-keys.ts'
import { compileVersions } from './compile-versions.ts'
import { checkDefinition, type DefinitionInput, hooksOf, rulesOf, soundDefinition } from './definition-input.ts'
import type { HooksInput } from './hooks.ts'
import type { ModelErrors, ModelSpec, RegisteredTable, UniqueSpec } from './model-spec.ts'

/** What defines a model. */
export interface ModelSource {
  readonly table: RegisteredTable
  readonly name: string
  readonly definition: DefinitionInput
  readonly parent?: ModelSpec | undefined
  readonly hydrate: ModelSpec['hydrate']
  /** Default: errors of the base classes. */
  readonly errors?: ModelErrors
}

/**
 * Compiles a definition and adds the model to the table's registry.
 *
 * @throws {DefinitionError} `definition.invalid` with every problem at once
 */
export const compileModel = (given: ModelSource): ModelSpec => {
  const source = { ...given, definition: soundDefinition(given.definition) }
  const { table, name, definition, parent } = source
  const type = definition.type ?? name
  const problems: Problem[] = [...checkDefinition(given.definition)]
  if (!isIdentifier(name)) problems.push({ path: 'name', message: `'${name}' is not an identifier.` })
  const entries = compileFields(definition.fields ?? {}, Boolean(definition.history), problems)
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const patterns = compilePatterns(definition.keys ?? {}, { table, type, fields: byName, problems })
  const keyAttributes = keyAttributesOf(patterns)
  const unique = compileUnique(source, byName, problems)
  const allPatterns = patterns.length === Object.keys(definition.keys ?? {}).length ? patterns : undefined
  problems.push(...checkAttributes(entries, { table, type, patterns: allPatterns, keyAttributes }))
  checkTtl(source, byName, problems)
  const { locking, history } = compileVersions(
    { table, name, definition, parent, fields: entries, keyAttributes },
    problems,
  )
  const [primary] = patterns
  if (primary !== undefined) problems.push(...checkDistinct({ table, name, type, primary, parent }))
  if (primary === undefined || problems.length > 0) throw new DefinitionError(`the model ${name}`, problems)

  const byAttribute = new Map(entries.map((entry) => [entry.attribute, entry]))
  const attributes = new Set([...byAttribute.keys(), ...keyAttributes.map(({ attribute }) => attribute)])
  if (table.typeAttribute !== undefined) attributes.add(table.typeAttribute)
  if (locking !== undefined) attributes.add(locking.attribute)
  const rules = rulesOf(definition)
  const hooks = Object.freeze([...(table.hooks === undefined ? [] : [table.hooks]), ...hooksOf(definition)])
  const afterLoad = joinAfterLoad(hooks)
  const spec: ModelSpec = Object.freeze({
    ...{ name, type, table, parent, definition, primary, patterns, keyAttributes, unique, rules, attributes, hooks },
    ...{ locking, history },
    types: new Set([type]),
    fields: Object.freeze(entries),
    fieldNames: Object.freeze(entries.map((entry) => entry.name)),
    unknown: definition.unknown ?? 'keep',
    field: (fieldName: string) => byName.get(fieldName),
    byAttribute: (attribute: string) => byAttribute.get(attribute),
    errors: source.errors ?? plainErrors(name),
    hydrate: withAfterLoad(source.hydrate, afterLoad),
    afterLoad,
  })
  table.models.push(spec)
  for (let ancestor = parent; ancestor !== undefined; ancestor = ancestor.parent) ancestor.types.add(type)
  return spec
}

/** The hooks that wait for an instance to be loaded, as one. */
const joinAfterLoad = (hooks: readonly HooksInput[]): ModelSpec['afterLoad'] => {
  const waiting = hooks.filter(({ afterLoad }) => afterLoad !== undefined)
  if (waiting.length === 0) return undefined
  return (instance) => {
    for (const hook of waiting) hook.afterLoad?.(instance as Record<string, unknown>)
  }
}

const withAfterLoad = (hydrate: ModelSource['hydrate'], afterLoad: ModelSpec['afterLoad']): ModelSource['hydrate'] => {
  if (afterLoad === undefined) return hydrate
  return (decoded, stored) => {
    const instance = hydrate(decoded, stored)
    afterLoad(instance)
    return instance
  }
}

const plainErrors = (model: string): ModelErrors => ({
  NotFound: ItemNotFound,
  Exists: ItemExists,
  notFound: (key) => new ItemNotFound(model, key),
  exists: (key) => new ItemExists(model, key),
})

const compileUnique = (
  { table, name, definition, parent }: ModelSource,
  fields: ReadonlyMap<string, FieldEntry>,
  problems: Problem[],
): UniqueSpec[] => {
  const constraints = Object.entries(definition.unique ?? {})
  if (constraints.length > 0 && (table.pk.kind !== 'template' || table.sk?.kind === 'natural'))
    problems.push({
      path: 'unique',
      message: 'Markers of unique constraints need a table whose key attributes are written by templates.',
    })
  const compiled: UniqueSpec[] = []
  for (const [constraint, names] of constraints) {
    const path = `unique.${constraint}`
    if (!Array.isArray(names)) {
      problems.push({ path, message: 'It is a list of fields.' })
      continue
    }
    const found = names.map((fieldName) => fields.get(fieldName)).filter((entry) => entry !== undefined)
    const sentences: string[] = []
    if (!isIdentifier(constraint))
      sentences.push(`'${constraint}' is not an identifier, which the key of a marker needs.`)
    if (names.length === 0) sentences.push('It names at least one field.')
    for (const fieldName of names)
      if (!fields.has(fieldName)) sentences.push(`Field '${fieldName}' is not declared in fields.`)
    const owner = ownerOf(parent, constraint) ?? name
    const codec = sentences.length > 0 ? undefined : compileMarkerKey(`UNIQUE#${owner}#${constraint}`, found, sentences)
    for (const message of sentences) problems.push({ path, message })
    if (codec !== undefined)
      compiled.push(Object.freeze({ name: constraint, owner, fields: Object.freeze(found), codec }))
  }
  return compiled
}

/** The model that an inherited constraint comes from: values are unique among its items and those of all that extend it. */
const ownerOf = (parent: ModelSpec | undefined, constraint: string): string | undefined =>
  parent?.unique.find(({ name }) => name === constraint)?.owner

const checkTtl = (
  { table, definition }: ModelSource,
  fields: ReadonlyMap<string, FieldEntry>,
  problems: Problem[],
): void => {
  if (definition.ttl === undefined) return
  const entry = fields.get(definition.ttl)
  if (entry === undefined)
    problems.push({ path: 'ttl', message: `Field '${definition.ttl}' is not declared in fields.` })
  else if (entry.spec.keyType !== 'N')
    problems.push({
      path: 'ttl',
      message: `Field '${entry.name}' is not stored as a number of epoch seconds; use f.timestamp().`,
    })
  else if (entry.attribute !== table.ttl)
    problems.push({
      path: 'ttl',
      message: `The table expires items by ${table.ttl === undefined ? 'no attribute' : `'${table.ttl}'`}, but the field is stored under '${entry.attribute}'.`,
    })
}
