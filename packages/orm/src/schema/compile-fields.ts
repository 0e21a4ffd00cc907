/** Declared fields → field entries; reports names that cannot be, and attributes that clash. */
import { DefinitionError, type Problem } from '../errors/errors.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { toFieldSpec } from '../field/standard-field.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import { isIdentifier } from '../util/identifier.ts'

/** Names that instances have themselves, so that no field may have them. */
export const instanceMembers: ReadonlySet<string> = new Set([
  'save',
  'update',
  'delete',
  'refresh',
  'move',
  'key',
  'keys',
  'changes',
  'isNew',
  'toJSON',
  'values',
  'then',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toString',
  'toLocaleString',
  'valueOf',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  '~storm',
  '~types',
])

/** The same of models that keep a history. */
export const historyMembers: ReadonlySet<string> = new Set(['history', 'at', 'restore', 'diff'])

/**
 * Entries in order of declaration.
 *
 * @param versioned whether the model keeps a history, whose members its instances have then
 */
export const compileFields = (
  fields: Readonly<Record<string, StandardSchema>>,
  versioned: boolean,
  problems: Problem[],
): FieldEntry[] => {
  const entries: FieldEntry[] = []
  const owners = new Map<string, string>()
  for (const [name, schema] of Object.entries(fields)) {
    const path = `fields.${name}`
    const problem = checkFieldName(name, versioned)
    if (problem !== undefined) problems.push({ path, message: problem })
    const entry = compileField(name, schema, problems)
    if (entry === undefined) continue
    const owner = owners.get(entry.attribute)
    if (owner !== undefined)
      problems.push({
        path,
        message: `Its attribute '${entry.attribute}' is already the attribute of the field '${owner}'.`,
      })
    owners.set(entry.attribute, name)
    entries.push(entry)
  }
  return entries
}

const checkFieldName = (name: string, versioned: boolean): string | undefined => {
  if (instanceMembers.has(name))
    return `'${name}' is a member of every instance; give the field another name, and store it under this one with .as('${name}').`
  if (versioned && historyMembers.has(name))
    return `'${name}' is a member of every instance with a history; give the field another name, and store it under this one with .as('${name}').`
  if (!isIdentifier(name, '$'))
    return `'${name}' is not an identifier; give the field another name, and store it under this one with .as(…).`
  return undefined
}

const compileField = (name: string, schema: StandardSchema, problems: Problem[]): FieldEntry | undefined => {
  try {
    const spec = toFieldSpec(schema)
    const attribute = spec.attribute ?? name
    if (attribute === '') problems.push({ path: `fields.${name}`, message: 'An attribute needs a name.' })
    return Object.freeze({ name, attribute, spec })
  } catch (error) {
    const path = `fields.${name}`
    if (error instanceof DefinitionError)
      problems.push(...error.problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` })))
    else problems.push({ path, message: error instanceof Error ? error.message : String(error) })
    return undefined
  }
}
