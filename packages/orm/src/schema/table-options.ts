/** What `new Table(...)` accepts of the declaration, and how it becomes a `RegisteredTable`. */

import { DefinitionError, type Problem } from '../errors/errors.ts'
import type { KeyMode } from '../key/template.ts'
import { brokenRules, flag, isObject, type OptionRule } from '../util/option-rules.ts'
import { MAX_KEY_NAME } from '../wire/limits.ts'
import { checkHooks, type Hooks } from './hooks.ts'
import type { RegisteredTable } from './model-spec.ts'
import { type IndexSpec, type KeySlot, type Projection, slotAttributes } from './table-spec.ts'

/** One index of a table: attribute names as strings (written by key templates) or arrays (fields' own attributes). */
export interface IndexOptions {
  /** Partition key; left out for a local index. */
  readonly pk?: string | readonly string[]
  readonly sk?: string | readonly string[]
  /** A local secondary index: same partition key as the table, consistent reads. */
  readonly local?: boolean
  /** Attributes the index holds. Default `'ALL'`. */
  readonly projection?: Projection
}

/** The part of a table's options that describes what is stored. */
export interface StorageOptions {
  /** Attribute of the partition key, written by key templates; `['isbn']`: the field's own attribute. Default `'PK'`. */
  readonly pk?: string | readonly [string]
  /** The same for the sort key; `false`: the table has none. Default `'SK'`. */
  readonly sk?: string | readonly [string] | false
  readonly indexes?: Readonly<Record<string, IndexOptions>>
  /** Attribute that stores the model's type; `false`: items are told apart by their key templates. Default `'_type'`. */
  readonly typeAttribute?: string | false
  /** How templates write values. `'raw'` for tables that another tool writes. Default `'ordered'`. */
  readonly keyEncoding?: KeyMode
  /** Attribute that DynamoDB expires items by. */
  readonly ttl?: string
  /** Hooks of every model of the table; they run before the model's own. */
  readonly hooks?: Hooks<Record<string, unknown>>
}

/**
 * Checks and freezes a table's declaration.
 *
 * @param checkOthers problems of options that are no part of what is stored, to be listed with the others
 * @throws {DefinitionError} `definition.invalid` with every problem at once
 */
export const compileTable = <Options extends StorageOptions>(
  options: Options,
  checkOthers: (options: Options) => readonly Problem[] = () => [],
): RegisteredTable => {
  if (!isObject(options))
    throw new DefinitionError('the table', [{ path: 'options', message: 'The options are an object.' }])
  const problems: Problem[] = [...checkOthers(options)]
  const report = (path: string, message: string) => problems.push({ path, message })
  const pk = compileSlot(options.pk ?? 'PK', 'pk', report)
  const sk = options.sk === false ? undefined : compileSlot(options.sk ?? 'SK', 'sk', report)
  const indexes = new Map<string, IndexSpec>()
  const named = options.indexes ?? {}
  if (!isObject(named)) report('indexes', 'It is an object of indexes by name.')
  for (const [name, index] of Object.entries(isObject(named) ? named : {})) {
    const path = `indexes.${name}`
    if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name))
      report(path, 'An index name has 3 to 255 letters, digits, `_`, `-` or `.`.')
    if (typeof index !== 'object' || index === null)
      report(path, 'An index is an object of pk, sk, local and projection.')
    else indexes.set(name, Object.freeze(compileIndex(name, index, { table: { pk, sk }, report })))
  }
  checkKeyAttributes({ pk, sk }, 'pk', report)
  const { typeAttribute, ttl } = options as Readonly<Record<string, unknown>>
  if (typeAttribute !== undefined && typeAttribute !== false && (typeof typeAttribute !== 'string' || !typeAttribute))
    report('typeAttribute', 'The type attribute needs a name, or `false`.')
  if (ttl !== undefined && (typeof ttl !== 'string' || !ttl)) report('ttl', 'The attribute needs a name.')
  if (options.keyEncoding !== undefined && options.keyEncoding !== 'ordered' && options.keyEncoding !== 'raw')
    report('keyEncoding', `There is no key encoding '${String(options.keyEncoding)}'; use 'ordered' or 'raw'.`)
  for (const message of checkHooks(options.hooks)) report('hooks', message)
  if (problems.length > 0) throw new DefinitionError('the table', problems)
  return Object.freeze({
    pk,
    sk,
    indexes,
    typeAttribute: options.typeAttribute === false ? undefined : (options.typeAttribute ?? '_type'),
    mode: options.keyEncoding ?? 'ordered',
    ttl: options.ttl,
    hooks: options.hooks,
    models: [],
  })
}

type Report = (path: string, message: string) => void

const anyProjection: OptionRule = [
  "'ALL', 'KEYS_ONLY' or { include: [attributes] }",
  (value) => value === 'ALL' || value === 'KEYS_ONLY' || (isObject(value) && Array.isArray(value['include'])),
]

const compileIndex = (
  name: string,
  index: IndexOptions,
  context: { table: { pk: KeySlot; sk: KeySlot | undefined }; report: Report },
): IndexSpec => {
  const { table, report } = context
  const path = `indexes.${name}`
  for (const broken of brokenRules(index, { local: flag, projection: anyProjection }))
    report(`${path}.${broken.path}`, broken.message)
  for (const member of Object.keys(index))
    if (!['pk', 'sk', 'local', 'projection'].includes(member))
      report(`${path}.${member}`, `An index has no '${member}'; it has pk, sk, local and projection.`)
  const local = index.local === true
  if (local && index.pk !== undefined)
    report(`${path}.pk`, 'A local index has the partition key of the table; leave `pk` out.')
  if (local && index.sk === undefined) report(`${path}.sk`, 'A local index needs a sort key.')
  if (local && table.sk === undefined) report(path, 'A local index needs a table with a sort key.')
  if (!local && index.pk === undefined) report(`${path}.pk`, 'A global index needs a partition key.')
  const pk = local || index.pk === undefined ? table.pk : compileSlot(index.pk, `${path}.pk`, report)
  const sk = index.sk === undefined ? undefined : compileSlot(index.sk, `${path}.sk`, report)
  if (local && slotAttributes(sk).length > 1) report(`${path}.sk`, 'The sort key of a local index is one attribute.')
  checkKeyAttributes({ pk, sk }, path, report)
  return { name, local, pk, sk, projection: index.projection ?? 'ALL' }
}

/** No attribute is named twice in one key. */
const checkKeyAttributes = (key: { pk: KeySlot; sk: KeySlot | undefined }, path: string, report: Report): void => {
  const names = [...slotAttributes(key.pk), ...slotAttributes(key.sk)]
  const twice = names.find((name, position) => names.indexOf(name) !== position)
  if (twice !== undefined) report(path, `The attribute '${twice}' stands twice in one key.`)
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_KeySchemaElement.html */
const isKeyName = (name: unknown): boolean => typeof name === 'string' && name.length > 0 && name.length <= MAX_KEY_NAME
const NO_KEY_NAME = `An attribute of a key needs a name, of at most ${MAX_KEY_NAME} characters.`

const compileSlot = (slot: string | readonly string[], path: string, report: Report): KeySlot => {
  if (typeof slot === 'string') {
    if (!isKeyName(slot)) report(path, NO_KEY_NAME)
    return Object.freeze({ kind: 'template', attribute: slot })
  }
  const most = path.startsWith('indexes.') ? 4 : 1
  if (Array.isArray(slot) && slot.some((name) => !isKeyName(name))) report(path, NO_KEY_NAME)
  if (!Array.isArray(slot) || slot.length < 1 || slot.length > most)
    report(
      path,
      `A key over fields' own attributes names 1${most > 1 ? ` to ${most}` : ''} attribute${most > 1 ? 's' : ''}.`,
    )
  return Object.freeze({ kind: 'natural', attributes: Object.freeze(Array.isArray(slot) ? [...slot] : []) })
}
