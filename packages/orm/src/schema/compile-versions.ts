/** `locking` and `history` of a definition → where versions are kept, and of whom. A model decides it for its heirs. */
import type { Problem } from '../errors/errors.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { DefinitionInput } from './definition-input.ts'
import type { HistorySpec, KeyAttribute, LockingSpec, ModelSpec, RegisteredTable } from './model-spec.ts'

/** What decides whether versions can be kept. */
export interface VersionContext {
  readonly table: RegisteredTable
  readonly name: string
  readonly definition: DefinitionInput
  readonly parent: ModelSpec | undefined
  readonly fields: readonly FieldEntry[]
  readonly keyAttributes: readonly KeyAttribute[]
}

/** The version attribute, and the history where there is one. */
export interface Versions {
  readonly locking: LockingSpec | undefined
  readonly history: HistorySpec | undefined
}

/** Attribute of the version where none is named. */
const VERSION_ATTRIBUTE = '_v'

export const compileVersions = (context: VersionContext, problems: Problem[]): Versions => {
  const { definition, parent } = context
  const history = definition.history ? compileHistory(context, problems) : undefined
  const isOn = definition.locking !== undefined && definition.locking !== false
  const locking = isOn || history !== undefined ? compileLocking(context, problems) : undefined
  if (parent !== undefined) problems.push(...checkHeir({ locking, history }, parent))
  return { locking, history }
}

const compileLocking = ({ definition, ...context }: VersionContext, problems: Problem[]): LockingSpec => {
  const { table, fields, keyAttributes } = context
  const { locking } = definition
  const named = typeof locking === 'object' ? locking.attribute : VERSION_ATTRIBUTE
  const path = 'locking'
  const owner = fields.find((entry) => entry.attribute === named)
  const keys = [table.pk, table.sk, ...[...table.indexes.values()].flatMap(({ pk, sk }) => [pk, sk])]
  const inKeys = keys.some((slot) => slot?.kind === 'template' && slot.attribute === named)
  if (locking === false && definition.history)
    problems.push({ path, message: 'history needs locking, so it cannot be false.' })
  if (typeof named !== 'string' || named === '')
    problems.push({ path, message: 'It is true, or an object that names an attribute: { attribute: … }.' })
  else if (owner !== undefined)
    problems.push({
      path,
      message: `The version is kept in '${named}', which is the attribute of the field '${owner.name}'; name another one with locking: { attribute: … }.`,
    })
  else if (inKeys || keyAttributes.some(({ attribute }) => attribute === named))
    problems.push({ path, message: `The version is kept in '${named}', which a key template writes.` })
  else if (named === table.typeAttribute || named === table.ttl)
    problems.push({ path, message: `The version is kept in '${named}', which the table uses for something else.` })
  return Object.freeze({ attribute: String(named) })
}

const compileHistory = ({ definition, table }: VersionContext, problems: Problem[]): HistorySpec => {
  const path = 'history'
  const given = definition.history
  const { keep, actor, ...others } = typeof given === 'object' ? given : {}
  if ((given !== true && typeof given !== 'object') || Object.keys(others).length > 0)
    problems.push({ path, message: 'It is true, or an object of keep and actor.' })
  if (keep !== undefined && !(Number.isSafeInteger(keep) && keep >= 1))
    problems.push({ path: 'history.keep', message: 'It is a number of versions, at least 1.' })
  if (actor !== undefined && typeof actor !== 'function')
    problems.push({ path: 'history.actor', message: 'It is a function that gives who acts.' })
  if (table.pk.kind !== 'template' || table.sk?.kind !== 'template')
    problems.push({
      path,
      message:
        'It needs a table with a partition key and a sort key that templates write: the keys of its entries extend them.',
    })
  return Object.freeze({ keep, actor })
}

/** A call through the parent may meet items of the heir, so both keep versions in the same way. */
const checkHeir = ({ locking, history }: Versions, parent: ModelSpec): Problem[] => {
  const [own, theirs] = [history, parent.history]
  const same = (own === undefined) === (theirs === undefined) && own?.keep === theirs?.keep
  return [
    ...(locking?.attribute === parent.locking?.attribute
      ? []
      : [{ path: 'locking', message: `The model that it extends, ${parent.name}, decides about it.` }]),
    ...(same && own?.actor === theirs?.actor
      ? []
      : [{ path: 'history', message: `The model that it extends, ${parent.name}, decides about it.` }]),
  ]
}
