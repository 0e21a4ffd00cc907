/** Definitions → model classes. A class learns the class that extends it at the first look at any of its statics. */
import type { Values } from '../codec/encode-item.ts'
import { ItemExists, ItemNotFound } from '../errors/errors.ts'
import type { SessionSource } from '../execute/session.ts'
import { compileModel } from '../schema/compile-model.ts'
import { assertDefinition, type DefinitionInput, mergeDefinitions } from '../schema/definition-input.ts'
import type { DecodedItem, ModelErrors, ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import { MODEL_TARGET } from '../write/intent-symbol.ts'
import { Hydration, SHAPE } from './hydration.ts'
import { CONTEXT, ModelInstance } from './instance.ts'
import { ModelManager } from './manager.ts'

/** What a model belongs to. */
export interface ModelHome {
  readonly table: RegisteredTable
  readonly source: SessionSource
}

/** A class of instances, as far as this file needs it. */
type InstanceClass = new (given: never) => ModelInstance

/** What a new model is made of. */
interface ModelParts {
  readonly name: string
  readonly definition: DefinitionInput
  readonly parent?: ParentModel | undefined
}

/** The model, abstract or not, that a new one extends. */
interface ParentModel {
  readonly spec: ModelSpec | undefined
  readonly definition: DefinitionInput
  readonly base: InstanceClass
}

/** The class of every model, as far as it is known. */
const classes = new WeakMap<ModelSpec, () => unknown>()

/** The class of a model: the user's own, once anyone looked at it, else the generated one. */
export const classOf = (spec: ModelSpec): unknown => classes.get(spec)?.()

/**
 * A class that declares a field again, as JavaScript allows, sets it to `undefined` after the constructor of the model; what
 * was loaded is put back, or a save would remove it.
 */
class FieldGuard {
  /** Slots and names of fields that no instance was seen to keep: the class may declare them again. */
  #doubtful: readonly (readonly [number, string])[]

  constructor({ fieldNames }: ModelSpec) {
    this.#doubtful = [...fieldNames.entries()]
  }

  restore(instance: ModelInstance, { values }: DecodedItem): ModelInstance {
    if (this.#doubtful.length === 0) return instance
    const own = instance as unknown as Record<string, unknown>
    const kept = new Set<string>()
    for (const [slot, name] of this.#doubtful) {
      if (values[slot] === undefined) continue
      if (own[name] === undefined) own[name] = values[slot]
      else kept.add(name)
    }
    if (kept.size > 0) this.#doubtful = this.#doubtful.filter(([, name]) => !kept.has(name))
    return instance
  }
}

/**
 * Objects that nobody sees, one of each class. JavaScript engines turn an object to which many properties are added by
 * computed names into a slow table, but not where another object took the same steps before: these did, and are kept, as
 * engines forget the steps with the last object that took them.
 */
const shapes = new WeakMap<object, ModelInstance>()

const keepShape = (target: object): void => {
  // The constructor of the model alone: neither fields nor constructors of the user's class run.
  shapes.set(target, Reflect.construct(ModelInstance, [SHAPE], target as InstanceClass))
}

/** The class for a definition: abstract where it says so. */
export const defineModel = (home: ModelHome, parts: ModelParts): unknown =>
  parts.definition.abstract === true ? defineAbstract(home, parts) : defineConcrete(home, parts)

const defineConcrete = (home: ModelHome, { name, definition, parent }: ModelParts): unknown => {
  const errors = modelErrors(name, (key) => maskSecrets(spec, key))
  // The user's class, once it was seen; until then, the generated one.
  let known: InstanceClass | undefined
  let guard: FieldGuard | undefined
  const hydrate = (decoded: DecodedItem, stored: StoredItem): unknown => {
    if (guard === undefined) {
      guard = new FieldGuard(spec)
      keepShape(known ?? Model)
    }
    return guard.restore(new (known ?? Model)(new Hydration(decoded, stored) as never), decoded)
  }
  const spec = compileModel({ table: home.table, name, definition, parent: parent?.spec, hydrate, errors })
  const context = { spec, source: home.source }
  const Base = parent?.base ?? ModelInstance

  class Model extends (Base as new (given: unknown) => ModelInstance) {}
  const learn = (target: unknown): void => {
    if (known !== undefined || target === Model || !isDirectChild(target, Model)) return
    known = target as InstanceClass
    guard = undefined
  }
  const manager = new ModelManager(context)
  const statics = {
    [CONTEXT]: context,
    objects: manager,
    DoesNotExist: errors.NotFound,
    AlreadyExists: errors.Exists,
    '~storm': spec,
    extend() {
      return (childName: string, child: DefinitionInput) =>
        defineModel(home, {
          name: childName,
          definition: mergeDefinitions(definition, assertDefinition(childName, child)),
          parent: { spec, definition, base: (known ?? Model) as InstanceClass },
        })
    },
  }
  for (const member of Reflect.ownKeys(statics) as (keyof typeof statics)[])
    Object.defineProperty(Model, member, {
      configurable: true,
      get(this: unknown) {
        learn(this)
        return statics[member]
      },
    })
  classes.set(spec, () => known ?? Model)
  Object.defineProperty(Model, MODEL_TARGET, { value: { spec, source: home.source } })
  Object.defineProperty(Model, Symbol.hasInstance, {
    value(this: unknown, instance: unknown) {
      learn(this)
      return isInstance(this, instance)
    },
  })
  Object.defineProperty(Model, 'name', { value: name, configurable: true })
  return Model
}

const defineAbstract = (home: ModelHome, { definition, parent }: ModelParts): unknown => {
  const Base = parent?.base ?? ModelInstance
  const Abstract = class extends (Base as new (...args: unknown[]) => ModelInstance) {}
  Object.defineProperty(Abstract, 'extend', {
    value(this: InstanceClass) {
      return (name: string, child: DefinitionInput) =>
        defineModel(home, {
          name,
          definition: mergeDefinitions(definition, assertDefinition(name, child)),
          parent: { spec: undefined, definition, base: this },
        })
    },
  })
  return Abstract
}

type Mask = (key: Values) => Values

const modelErrors = (name: string, mask: Mask): ModelErrors => {
  class NotFound extends ItemNotFound {}
  class Exists extends ItemExists {}
  return {
    NotFound,
    Exists,
    notFound: (key) => new NotFound(name, key && mask(key)),
    exists: (key, current) => new Exists(name, mask(key), { current }),
  }
}

/** Errors end up in logs. */
const maskSecrets = (spec: ModelSpec, key: Values): Values =>
  Object.fromEntries(
    Object.entries(key).map(([name, value]) => [name, spec.field(name)?.spec.secret ? '(secret)' : value]),
  )

const isDirectChild = (target: unknown, parent: unknown): boolean =>
  typeof target === 'function' && Object.getPrototypeOf(target) === parent

/**
 * `instanceof` for models. An instance that was made before anyone looked at its class has the generated class; it gets
 * its own here.
 */
const isInstance = (target: unknown, instance: unknown): boolean => {
  if (typeof target !== 'function' || typeof instance !== 'object' || instance === null) return false
  if (Object.prototype.isPrototypeOf.call(target.prototype, instance)) return true
  if (Object.getPrototypeOf(instance) !== Object.getPrototypeOf(target.prototype)) return false
  if (ModelInstance.specOf(instance) !== (target as { '~storm'?: ModelSpec })['~storm']) return false
  Object.setPrototypeOf(instance, target.prototype)
  return true
}
