/** Collects the operations of a transaction as data. Instances are looked at only when the function has ended. */
import type { Values } from '../codec/encode-item.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, checking, conditional, insertingInto, versioned } from '../execute/call-options.ts'
import type { Session, SessionSource } from '../execute/session.ts'
import type { WriteRequest } from '../execute/transaction-part.ts'
import type { ConditionNode } from '../expression/condition.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { parseKeyValues } from '../read/key-part.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { heldVersion, namedVersion } from '../write/held-version.ts'
import { type InstanceTarget, instanceTarget, type ModelTarget, modelTarget } from '../write/intent-symbol.ts'
import { namesOfChanges } from '../write/names-of-changes.ts'

type Given = Readonly<Record<string, unknown>>
interface Options {
  readonly if?: unknown
  readonly exists?: boolean
  readonly version?: number
}
/** Gives the request when the function has ended; `undefined` if it came to nothing. */
type Pending = () => WriteRequest | undefined

/** The model's target, and the stored item's key where there is an instance. */
interface Subject {
  readonly target: ModelTarget<SessionSource>
  readonly key: Values
  readonly instance: InstanceTarget<SessionSource> | undefined
}

/** The implementation of `Transaction`, whose types it leaves to that interface. */
export class Collector {
  readonly #pending: Pending[] = []
  /** Instances that are stored already by an operation: saving one again adds nothing. */
  readonly #stored = new Set<object>()
  #open = true

  /** The operations in order. No more are taken. */
  close(): (WriteRequest | undefined)[] {
    this.#open = false
    return this.#pending.map((pending) => pending())
  }

  create(model: unknown, values: Given, options?: Options): unknown {
    assertOptions('tx.create()', options, insertingInto)
    return this.#put('create', model, values)
  }

  replace(model: unknown, values: Given, options?: Options): unknown {
    const { spec } = modelOf('replace', model)
    return this.#put('replace', model, values, conditionOf(spec, assertOptions('tx.replace()', options, conditional)))
  }

  save(instance: object, options?: Options): void {
    const { item: stored, spec } = targetOf(instance, 'save')
    const rules = stored === undefined ? insertingInto : conditional
    const condition = conditionOf(spec, assertOptions('tx.save()', options, rules))
    const again = this.#stored.has(instance)
    this.#stored.add(instance)
    this.#add(() => {
      const target = targetOf(instance, 'save')
      const { item: loaded, key, changes } = target
      if (loaded === undefined) return again ? undefined : putRequest('create', target, instance)
      const held = heldVersion(spec, loaded)
      const request = { spec, session: sessionOf(target), key, condition, held }
      if (again || Object.keys(changes).length === 0) return condition && { kind: 'check', exists: true, ...request }
      const committed = hearing(instance, target, new Set(Object.keys(changes)))
      return { kind: 'update', changes, loaded, saved: loaded, committed, ...request }
    })
  }

  update(subject: unknown, ...rest: readonly unknown[]): void {
    const { target, key, instance } = subjectOf('update', subject, rest[0])
    const [changes, given] = (instance ? rest : rest.slice(1)) as [Given, Options?]
    const options = assertOptions('tx.update()', given, instance ? conditional : versioned)
    const condition = conditionOf(target.spec, options)
    const written = new Set(namesOfChanges(target.spec, changes))
    const committed = instance && hearing(subject, instance, written)
    const held = heldBy(target.spec, instance, options)
    const request = {
      ...({ kind: 'update', key, changes, condition, committed, held } as const),
      loaded: instance?.item,
    }
    const isIdle = instance !== undefined && condition === undefined && written.size === 0
    this.#add(() => (isIdle ? undefined : { ...request, spec: target.spec, session: sessionOf(target) }))
  }

  delete(subject: unknown, ...rest: readonly unknown[]): void {
    const { target, key, instance } = subjectOf('delete', subject, rest[0])
    const given = (instance ? rest[0] : rest[1]) as Options | undefined
    const options = assertOptions('tx.delete()', given, instance ? conditional : versioned)
    const condition = conditionOf(target.spec, options)
    const committed = instance && hearing(subject, instance)
    const held = heldBy(target.spec, instance, options)
    const request = {
      ...({ kind: 'delete', key, condition, committed, held } as const),
      ...{ loaded: instance?.item, instance: instance && subject },
    }
    this.#add(() => ({ ...request, spec: target.spec, session: sessionOf(target) }))
  }

  check(subject: unknown, ...rest: readonly unknown[]): void {
    const { target, key, instance } = subjectOf('check', subject, rest[0])
    const given = (instance ? rest[0] : rest[1]) as Options | undefined
    const options = assertOptions('tx.check()', given, instance ? conditional : checking)
    const condition = conditionOf(target.spec, options)
    const { exists = true } = options
    const held = heldBy(target.spec, instance, options)
    if (!exists && held !== undefined)
      throw new QueryError('query.option', 'tx.check() was given a version and `exists: false`.', {
        hint: 'An item that must not exist has no version: leave out one of the two.',
      })
    this.#add(() => ({ kind: 'check', key, condition, exists, held, spec: target.spec, session: sessionOf(target) }))
  }

  #put(kind: 'create' | 'replace', model: unknown, values: Given, condition?: ConditionNode): unknown {
    modelOf(kind, model)
    const instance = new (model as new (values: Given) => object)(values)
    this.#stored.add(instance)
    this.#add(() => ({ ...putRequest(kind, targetOf(instance, kind), instance), condition }))
    return instance
  }

  #add(pending: Pending): void {
    if (!this.#open)
      throw new QueryError(
        'transaction.state',
        'An operation was added after the function of the transaction had ended.',
        {
          hint: 'Await everything that adds operations before the function ends.',
        },
      )
    this.#pending.push(pending)
  }
}

/** Lets an instance take over what was stored. */
const hearing =
  (instance: unknown, target: InstanceTarget<SessionSource>, written?: ReadonlySet<string>) =>
  (item: Item | undefined): unknown => {
    target.committed(item, written)
    return instance
  }

const putRequest = (
  kind: 'create' | 'replace',
  target: InstanceTarget<SessionSource>,
  instance: object,
): WriteRequest => {
  const { spec, given: values, unknown, stored } = target
  return {
    kind,
    spec,
    session: sessionOf(target),
    values,
    unknown,
    stored,
    committed: hearing(instance, target),
  }
}

const sessionOf = ({ source }: ModelTarget<SessionSource>): Session => source.current()

/** An instance's own version, else the one that the caller names. */
const heldBy = (
  spec: ModelSpec,
  instance: InstanceTarget<SessionSource> | undefined,
  options: Options | undefined,
): number | undefined => heldVersion(spec, instance?.item) ?? namedVersion(spec, options?.version)

const subjectOf = (call: string, subject: unknown, key: unknown): Subject => {
  const instance = instanceTarget<SessionSource>(subject)
  if (instance === undefined) {
    const target = modelOf(call, subject)
    return { target, key: parseKeyValues(target.spec, key as Given), instance }
  }
  if (instance.item !== undefined) return { target: instance, key: instance.key, instance }
  throw new QueryError('write.state', `tx.${call}() needs a stored item, but this ${instance.spec.name} is new.`)
}

const targetOf = (instance: unknown, call: string): InstanceTarget<SessionSource> => {
  const target = instanceTarget<SessionSource>(instance)
  if (target !== undefined) return target
  throw new QueryError('transaction.state', `tx.${call}() was given something that is no instance of a model.`)
}

const modelOf = (call: string, model: unknown): ModelTarget<SessionSource> => {
  const target = modelTarget<SessionSource>(model)
  if (target !== undefined) return target
  throw new QueryError('transaction.state', `tx.${call}() was given neither a model class nor an instance of one.`)
}
