/** Random writes over the public API, each with what it does to items by the documentation. Test code only. */
import { missing, patch, plus, remove, versionOf } from 'single-table-orm'
import { instanceTarget } from '../../src/write/intent-symbol.ts'
import type { Random } from './random.ts'
import { type Any, facts, type ModelFacts, type Place, type Values, type World } from './world.ts'

/** An item as the reference knows it. */
export interface Stored {
  readonly model: string
  readonly values: Values
  /** For a model with locking. */
  readonly version?: number | undefined
}

/** What a write makes of an item: `undefined` for none, `null` where it is refused, the same object where it writes nothing. */
export type Effect = (before: Stored | undefined) => Stored | undefined | null

/** A write that is about to be tried. */
export interface Attempt {
  readonly kind: string
  readonly tag: string
  /** By key of the reference; of a query's write, what it does to any item. */
  readonly effects: ReadonlyMap<string, Effect> | Effect
  /** Whether all of it happens or nothing. */
  readonly atomic: boolean
  run(): Promise<unknown>
}

/** Names an item: models that extend one another share their keys. */
export const keyOf = (model: string, id: string): string => `${facts[model]?.prefix} ${id}`

/** The instances that a client holds on to, as they were loaded. */
export type Held = Map<string, Any>

const ids = ['1', '#2', '3 $'] as const
const teams = ['x', 'y z', '#$!'] as const

/** Changes of a place: `null` removes. */
type Members = { readonly [Name in keyof Place]?: Place[Name] | null }

/** Changes as data: `null` removes, `plus` counts up, `members` are those of the place, which is `whole` if it was not there. */
type Given = { -readonly [Name in keyof Values]?: Values[Name] | null } & {
  plus?: number
  members?: Members
  whole?: Place
}

const randomGiven = (random: Random, model: string, tag: string): Given => {
  const given: Given = { tag }
  if (random.chance(0.4)) given.rank = random.pick([0, 1, 2])
  if (random.chance(0.4)) given.team = random.pick([...teams, null])
  if (random.chance(0.3)) given.due = random.pick([new Date(0), new Date('2026-05-01T12:00:00.123Z'), null])
  if (random.chance(0.3)) given.slug = random.pick(['a', 'b', 'c#', null])
  if (random.chance(0.2)) given.note = random.pick(['', 'long'.repeat(50), null])
  if (random.chance(0.1)) given.expires = random.pick([new Date(1_900_000_000_000), null])
  if (random.chance(0.25)) given.place = random.pick<Place | null>([{ city: 'a' }, { city: 'b', zip: '1' }, null])
  else if (random.chance(0.6))
    given.members = random.pick<Members>([{ city: tag }, { zip: tag }, { zip: null }, { city: tag, zip: '3' }])
  if (model === 'Bug' && random.chance(0.4)) given.severity = random.pick(['low', 'high'])
  return given
}

const defined = (given: Given): Partial<Values> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name, value]) => value !== null && !noFields.has(name))
      .map(([name, value]) => [name, structuredClone(value)]),
  )
const noFields: ReadonlySet<string> = new Set(['plus', 'members', 'whole'])

/** A whole item, with defaults. */
const whole = (model: string, id: string, given: Given): Stored => ({
  model,
  values: { rank: 0, count: 0, ...(model === 'Bug' && { severity: 'low' }), ...defined(given), id } as Values,
})

const changed = (before: Stored, { plus: more = 0, members, whole: fresh, ...given }: Given): Stored | null => {
  const values: Any = { ...before.values, count: before.values.count + more }
  if (members !== undefined) {
    const place = before.values.place === undefined ? fresh : withMembers(before.values.place, members)
    values.place = place ?? (members.city ? withMembers({ city: members.city }, members) : undefined)
    if (values.place === undefined) delete values.place
    // A place without a city is none; to take something out of none is nothing.
    if (values.place === undefined && members.zip) return null
  }
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) delete values[name]
    else values[name] = value
  }
  return { ...before, values }
}

const withMembers = (place: Place, { city = place.city, zip = place.zip }: Members): Place => ({
  city: city ?? place.city,
  ...(zip !== null && zip !== undefined && { zip }),
})

const orRemove = (given: object): Any =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === null ? remove() : value]))

const toChanges = ({ plus: more, members, ...given }: Given): Any => ({
  ...orRemove(given),
  ...(members && { place: patch(orRemove(members)) }),
  ...(more !== undefined && { count: plus(more) }),
})

/** Whether a write that names a model takes the item for one of its own. */
const isOwn = (model: string, stored: Stored | undefined): stored is Stored =>
  stored !== undefined && (stored.model === model || facts[stored.model]?.parent === model)

const present =
  (model: string, held: number | undefined, effect: (before: Stored) => Stored | undefined | null): Effect =>
  (before) =>
    isOwn(model, before) && (held === undefined || before.version === held) ? effect(before) : null

const absent =
  (after: Stored): Effect =>
  (before) =>
    before === undefined ? after : null

/** What it takes to make an attempt. */
export interface Maker {
  readonly world: World
  readonly held: Held
  readonly random: Random
  readonly tag: string
  /** Names of the models that it may be of. */
  readonly models: readonly string[]
}

/** A condition of a write. */
interface Asked {
  readonly if: Any
  /** Whether it holds of an item; `undefined`: of none. */
  holds(values: Values | undefined): boolean
}

const randomAsked = (random: Random): Asked | undefined => {
  if (random.chance(0.7)) return undefined
  const rank = random.pick([0, 1, 2])
  return random.chance(0.7)
    ? { if: { rank }, holds: (values) => values?.rank === rank }
    : { if: { team: missing() }, holds: (values) => values?.team === undefined }
}

const asking =
  (asked: Asked | undefined, effect: Effect): Effect =>
  (before) =>
    asked === undefined || asked.holds(before?.values) ? effect(before) : null

/** What a kind of attempt is made of, once model and id are chosen. */
interface Target extends Maker {
  readonly model: string
  readonly facts: ModelFacts
  readonly Model: Any
  readonly id: string
  readonly key: string
  readonly given: Given
  /** For kinds that take one. */
  readonly asked: Asked | undefined
}

type Body = Omit<Attempt, 'kind' | 'tag' | 'atomic' | 'effects'> & {
  readonly effects: ReadonlyMap<string, Effect> | Effect
  readonly atomic?: boolean
}

const one = (key: string, effect: Effect): ReadonlyMap<string, Effect> => new Map([[key, effect]])

/** An instance of the item: one that was held on to, perhaps stale, or one that is read now. */
const instanceOf = async ({ Model, id, key, held, random }: Target): Promise<Any> => {
  if (!held.has(key) || random.chance(0.4)) {
    const found = await Model.objects.find({ id }, { consistent: true })
    if (found !== undefined) held.set(key, found)
  }
  return held.get(key)
}

const nameOf = (instance: Any): string => instance.constructor['~storm'].name

/** What the instance holds, which later assignments do not change. */
const valuesIn = (instance: Any): Values => {
  const { place, ...values } = instance.values()
  return { ...values, ...(place && { place: withMembers(place, {}) }) }
}

/** What differs from the item that the instance was loaded from: of a place that it had, the members. */
const changesOf = (instance: Any): Given => {
  const { place, ...changes } = instance.changes()
  const given: Given = Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? null]))
  if (!('place' in instance.changes())) return given
  const loaded = (instanceTarget(instance)?.item as Any)?.place?.M
  if (place === undefined || loaded === undefined) return { ...given, place: place ? withMembers(place, {}) : null }
  const names = (['city', 'zip'] as const).filter((name) => place[name] !== loaded[name]?.S)
  const members = Object.fromEntries(names.map((name) => [name, place[name] ?? null]))
  return { ...given, members, whole: withMembers(place, {}) }
}

const insert = ({ model, id, given }: Target): Effect => absent(whole(model, id, given))
const valuesOf = ({ id, given }: Target): Any => ({ ...defined(given), id })

/** Saves an instance as it is, and says what that does. */
const saving = (instance: Any, { key, asked }: Target): Body => {
  const model = nameOf(instance)
  if (instance.isNew)
    return { effects: one(key, absent({ model, values: valuesIn(instance) })), run: () => instance.save() }
  const changes = changesOf(instance)
  return {
    effects: one(
      key,
      asking(
        asked,
        present(model, versionOf(instance), (before) => changed(before, changes)),
      ),
    ),
    run: () => instance.save({ if: asked?.if }),
  }
}

const kinds: Readonly<Record<string, (target: Target) => Body | Promise<Body | undefined>>> = {
  create: (target) => ({
    effects: one(target.key, insert(target)),
    run: async () => target.held.set(target.key, await target.Model.objects.create(valuesOf(target))),
  }),
  saveNew: (target) => {
    const instance = new target.Model(valuesOf(target))
    return {
      effects: one(target.key, insert(target)),
      run: async () => target.held.set(target.key, await instance.save()),
    }
  },
  save: async (target) => {
    const instance = await instanceOf(target)
    if (instance === undefined || instance.id !== target.id) return undefined
    const { severity: _, members, ...given } = target.given
    for (const [name, value] of Object.entries(given))
      instance[name] = value === null ? undefined : structuredClone(value)
    if (members && instance.place)
      for (const [name, value] of Object.entries(members)) instance.place[name] = value ?? undefined
    return saving(instance, target)
  },
  overwrite: async (target) => {
    const instance = await instanceOf(target)
    if (instance === undefined || instance.id !== target.id) return undefined
    instance.tag = target.tag
    const after: Stored = { model: nameOf(instance), values: valuesIn(instance) }
    const { asked } = target
    const held = instance.isNew ? undefined : versionOf(instance)
    return {
      effects: one(
        target.key,
        asking(asked, (before) => (held === undefined || before?.version === held ? after : null)),
      ),
      run: () => instance.save({ overwrite: true, if: asked?.if }),
    }
  },
  update: ({ Model, model, id, key, given, asked }) => ({
    effects: one(
      key,
      asking(
        asked,
        present(model, undefined, (before) => changed(before, given)),
      ),
    ),
    run: () => Model.objects.update({ id }, toChanges(given), { if: asked?.if }),
  }),
  count: ({ Model, model, id, key, given, random }) => {
    const changes = { ...given, plus: 1 }
    const once = random.chance(0.5)
    return {
      effects: one(
        key,
        present(model, undefined, (before) => changed(before, changes)),
      ),
      run: () => Model.objects.update({ id }, toChanges(changes), { once }),
    }
  },
  change: async (target) => {
    const instance = await instanceOf(target)
    if (instance === undefined || instance.isNew || instance.id !== target.id) return undefined
    const { severity: _, ...rest } = target.given
    const given = { ...rest, ...(target.random.chance(0.5) && { plus: 1 }) }
    const effect = present(nameOf(instance), versionOf(instance), (before) => changed(before, given))
    const { key, asked } = target
    return {
      effects: one(key, asking(asked, effect)),
      run: () => instance.update(toChanges(given), { if: asked?.if }),
    }
  },
  upsert: (target) => {
    const { model, id, key, given, asked, Model } = target
    const shown = defined(given)
    const effect: Effect = (before) => {
      if (before === undefined) return whole(model, id, given)
      return isOwn(model, before) ? changed(before, shown) : null
    }
    return {
      effects: one(key, asking(asked, effect)),
      run: () => Model.objects.upsert(valuesOf(target), { if: asked?.if }),
    }
  },
  updateOrCreate: ({ model, id, key, given, asked, Model }) => {
    const effect: Effect = (before) => {
      if (before === undefined) return whole(model, id, given)
      return isOwn(model, before) ? asking(asked, () => changed(before, given))(before) : null
    }
    const run = () => Model.objects.updateOrCreate({ id }, toChanges(given), {}, { if: asked?.if })
    return { effects: one(key, effect), run }
  },
  getOrCreate: ({ model, id, key, given, Model }) => {
    const effect: Effect = (before) => {
      if (before === undefined) return whole(model, id, given)
      return isOwn(model, before) ? before : null
    }
    return { effects: one(key, effect), run: () => Model.objects.getOrCreate({ id }, defined(given)) }
  },
  replace: (target) => {
    const { model, id, key, given, held, asked, Model } = target
    const after = whole(model, id, given)
    return {
      effects: one(
        key,
        asking(asked, (before) => (asked && before && !isOwn(model, before) ? null : after)),
      ),
      run: async () => held.set(key, await Model.objects.replace(valuesOf(target), { if: asked?.if })),
    }
  },
  delete: ({ model, id, key, Model }) => ({
    effects: one(key, (before) => (isOwn(model, before) ? undefined : before)),
    run: () => Model.objects.delete({ id }),
  }),
  deleteInstance: async (target) => {
    const instance = await instanceOf(target)
    if (instance === undefined || instance.isNew || instance.id !== target.id) return undefined
    const [model, version] = [nameOf(instance), versionOf(instance)]
    const effect: Effect = (before) => {
      if (!isOwn(model, before)) return before
      return version === undefined || before.version === version ? undefined : null
    }
    return { effects: one(target.key, effect), run: () => instance.delete() }
  },
  move: async (target) => {
    const instance = await instanceOf(target)
    const to = target.random.pick(ids)
    if (instance === undefined || instance.isNew || instance.id !== target.id || to === target.id) return undefined
    let moved: Stored | undefined
    const [model, version] = [nameOf(instance), versionOf(instance)]
    const leaving: Effect = present(model, version, (before) => {
      moved = before
      return undefined
    })
    const leave = asking(target.asked, leaving)
    const arrive: Effect = (before) => {
      if (before !== undefined) return null
      return moved && { ...moved, values: { ...moved.values, id: to } }
    }
    return {
      effects: new Map([
        [target.key, leave],
        [keyOf(model, to), arrive],
      ]),
      run: async () => {
        await instance.move({ id: to }, { if: target.asked?.if })
        target.held.delete(target.key)
        target.held.set(keyOf(model, to), instance)
      },
    }
  },
  restore: async (target) => {
    if (target.facts.keep === 0) return undefined
    const instance = await instanceOf(target)
    if (instance === undefined || instance.id !== target.id) return undefined
    const entries = await instance.history().all()
    const entry = entries[Math.floor(target.random.next() * entries.length)]
    if (entry === undefined) return undefined
    const after: Stored = { model: target.model, values: entry.values }
    const effect = instance.isNew ? absent(after) : present(target.model, versionOf(instance), () => after)
    return { effects: one(target.key, effect), run: () => instance.restore(entry.version) }
  },
  many: (target) => manyOf(target),
  query: ({ Model, model, tag, random }) => {
    const team = random.pick(teams)
    const query = Model.objects.by('byTeam', { team })
    const isMatch = (stored: Stored | undefined) => isOwn(model, stored) && stored.values.team === team
    if (random.chance(0.3))
      return {
        ...{ atomic: false, run: () => query.delete() },
        effects: (before) => (isMatch(before) ? undefined : before),
      }
    const given: Given = { tag, due: random.pick([new Date(86_400_000), null]), note: tag, plus: 1 }
    return {
      ...{ atomic: false, run: () => query.update(toChanges(given), { once: true }) },
      effects: (before) => (before && isMatch(before) ? changed(before, given) : before),
    }
  },
  transaction: (target) => transactionOf(target),
}

/** Bulk writes of all ids, of which at most one has unique values: which of two would win is nobody's to know. */
const manyOf = ({ Model, model, tag, given, random }: Target): Body => {
  const { slug: _slug, team: _team, ...others } = given
  const items = ids.map((id, index) => ({ id, given: index === 0 ? given : others }))
  const call = random.pick(['createMany', 'putMany', 'deleteMany', 'together'] as const)
  const effects = new Map(
    items.map(({ id, given: own }): [string, Effect] => {
      if (call === 'deleteMany') return [keyOf(model, id), (before) => (isOwn(model, before) ? undefined : before)]
      const after = whole(model, id, { ...own, tag })
      return [keyOf(model, id), call === 'putMany' ? () => after : absent(after)]
    }),
  )
  const values = items.map(({ id, given: own }) => ({ ...defined(own), id }))
  const calls = {
    createMany: () => Model.objects.createMany(values),
    putMany: () => Model.objects.putMany(values),
    deleteMany: () => Model.objects.deleteMany(ids.map((id) => ({ id }))),
    together: () => Model.objects.createMany(values, { atomic: true }),
  }
  return { effects, atomic: call === 'together', run: calls[call] }
}

/** Two or three writes of different items of any model. */
const transactionOf = async ({ world, held, random, tag, models }: Target): Promise<Body> => {
  const effects = new Map<string, Effect>()
  const steps: ((tx: Any) => void)[] = []
  const saved: (() => void)[] = []
  for (let count = random.pick([2, 3]); count > 0; count--) {
    const target = targetOf({ world, held, random, tag, models })
    if (effects.has(target.key)) continue
    const [effect, step] = await stepOf(target, saved)
    effects.set(target.key, effect)
    steps.push(step)
  }
  return {
    effects,
    run: async () => {
      await world.table.transaction((tx) => {
        for (const step of steps) step(tx)
      })
      for (const save of saved) save()
    },
  }
}

const stepOf = async (target: Target, saved: (() => void)[]): Promise<[Effect, (tx: Any) => void]> => {
  const { Model, model, id, given, random } = target
  const step = random.pick(['create', 'replace', 'update', 'delete', 'check', 'instance', 'instance'] as const)
  if (step === 'create' || step === 'replace') {
    const effect = step === 'create' ? insert(target) : () => whole(model, id, given)
    let made: Any
    saved.push(() => target.held.set(target.key, made))
    return [
      effect,
      (tx) => {
        made = tx[step](Model, valuesOf(target))
      },
    ]
  }
  if (step === 'delete')
    return [
      (before) => (before === undefined ? before : isOwn(model, before) ? undefined : null),
      (tx) => tx.delete(Model, { id }),
    ]
  if (step === 'check') {
    const exists = random.chance(0.5)
    const effect: Effect = (before) => ((exists ? isOwn(model, before) : before === undefined) ? before : null)
    return [effect, (tx) => tx.check(Model, { id }, { exists })]
  }
  const instance = step === 'instance' ? await instanceOf(target) : undefined
  if (instance === undefined || instance.isNew || instance.id !== id)
    return [
      present(model, undefined, (before) => changed(before, given)),
      (tx) => tx.update(Model, { id }, toChanges(given)),
    ]
  const { severity: _, ...rest } = given
  const [name, version] = [nameOf(instance), versionOf(instance)]
  if (random.chance(0.3))
    return [
      (before) =>
        before === undefined && version === undefined ? before : present(name, version, () => undefined)(before),
      (tx) => tx.delete(instance),
    ]
  return [present(name, version, (before) => changed(before, rest)), (tx) => tx.update(instance, toChanges(rest))]
}

const targetOf = ({ world, held, random, tag, models }: Maker): Target => {
  const model = random.pick(models as [string, ...string[]])
  const id = random.pick(ids)
  const given = randomGiven(random, model, tag)
  return {
    ...{ world, held, random, tag, models, model, id, given, key: keyOf(model, id), asked: randomAsked(random) },
    ...{ facts: facts[model] as ModelFacts, Model: world.models[model] },
  }
}

/** How often each kind is chosen. Whatever needs an instance, and finds none, creates one. */
const weights: Readonly<Record<string, number>> = {
  ...{ create: 1, saveNew: 1, upsert: 2, updateOrCreate: 1, getOrCreate: 1, replace: 1, overwrite: 1 },
  ...{ save: 3, change: 3, update: 3, count: 2, move: 2, restore: 2, transaction: 5, query: 1 },
  ...{ many: 1, delete: 1, deleteInstance: 1 },
}
const weighted = Object.entries(weights).flatMap(([kind, weight]) => Array<string>(weight).fill(kind))

/** A random attempt. */
export const makeAttempt = async (maker: Maker): Promise<Attempt> => {
  const kind = maker.random.pick(weighted as [string, ...string[]])
  const target = targetOf(maker)
  const body = await kinds[kind]?.(target)
  if (body !== undefined) return { atomic: true, ...body, kind, tag: maker.tag }
  return { atomic: true, ...(await kinds['create']?.(target)), kind: 'create', tag: maker.tag } as Attempt
}
