/** Fills relations of many instances by few requests. */
import type { Values } from '../codec/encode-item.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, prefetching } from '../execute/call-options.ts'
import { inParallel } from '../execute/in-parallel.ts'
import { assertList } from '../query/check-option.ts'
import { nameOf } from '../util/option-rules.ts'
import { ModelInstance } from './instance.ts'
import type { PrefetchOptions, RelationNames } from './related-types.ts'
import { remember } from './relation-cache.ts'
import { ManyRelation, OneRelation, type RelatedModel, rememberOne, ThroughRelation } from './relations.ts'

/** Queries of to-many relations that are under way at most, where it is not said. */
const DEFAULT_CONCURRENCY = 8

/**
 * Reads relations of all instances of a list, and keeps the results with the instances: afterwards the relations give
 * them without a request. Reads anew whatever was prefetched before; gives the list back.
 *
 * What was prefetched belongs to the values of the key fields: when one of them changes, or the instance is refreshed,
 * the relation is read again. Instances that refer to the same item share one instance of it.
 *
 * Cost: to-one, one BatchGetItem per 100 distinct items of a model; to-many, one Query per instance and page; through
 * links, both.
 *
 * @example
 * ```ts run
 * class Review extends shop.Model<Review>()('Review', {
 *   fields: { userId: f.string(), text: f.string() },
 *   keys: { primary: { pk: 'USER#{userId}', sk: 'REVIEW' } },
 * }) {
 *   author() {
 *     return related(User).one(this, { userId: this.userId })
 *   }
 * }
 * const reviews = [new Review({ userId: 'u1', text: 'Good.' }), new Review({ userId: 'u2', text: 'Fine.' })]
 * await prefetch(reviews, 'author')
 * // sends BatchGetItem { "RequestItems": { "shop": {} } }
 * reviews.map((review) => review.author().loaded?.name) // => ['Ada', 'Bob']
 * ```
 * @throws {QueryError} `query.option` for a name that is no relation, and for what is no list of instances: before
 * anything is called or sent
 * @throws {Throttled} `request.throttled` @throws {RequestError} `request.timeout`, `request.aborted`
 */
export const prefetch = async <Item extends object, Name extends RelationNames<Item>>(
  items: readonly Item[],
  names: Name | readonly Name[],
  given?: PrefetchOptions,
): Promise<readonly Item[]> => {
  const options = assertOptions('prefetch()', given, prefetching)
  const { concurrency: limit = DEFAULT_CONCURRENCY } = options
  const list: readonly unknown[] = Array.isArray(names) ? names : [names]
  const instances = assertList('prefetch()', items, 'instances')
  const calls = list.flatMap((name) => instances.map((item) => relationCall(item, name)))
  const relations = calls.map((call) => call())
  const ones = relations.filter((relation) => relation instanceof OneRelation)
  const manys = relations.filter((relation) => relation instanceof ManyRelation)
  const throughs = relations.filter((relation) => relation instanceof ThroughRelation)
  const read: Read = { options, limit }
  await Promise.all([
    fillOnes(
      ones.flatMap(({ model, owner, key }) => (key === undefined ? [] : [{ model, owner, key }])),
      read,
    ),
    fillLists([...manys, ...throughs.map(({ links }) => links)], read).then((linksOf) =>
      fillOnes(
        throughs.flatMap((through) => targetsOf(through, linksOf.get(through.links) ?? [])),
        read,
      ),
    ),
  ])
  return items
}

interface Read {
  readonly options: PrefetchOptions
  readonly limit: number
}

/** One item that is wanted for an instance. */
interface Wanted {
  readonly model: RelatedModel
  readonly owner: object
  readonly key: Values
}

type Relation = OneRelation | ManyRelation | ThroughRelation

/**
 * The call of the method that gives a relation. No others are called than those of the user's own classes: what the library
 * gives every instance writes, or deletes.
 */
const relationCall = (item: unknown, name: unknown): (() => Relation) => {
  const spec = ModelInstance.specOf(item)
  if (spec === undefined)
    throw new QueryError('query.option', 'prefetch() takes instances of models, and was given something else.', {
      hint: 'Give it what all(), page() or getMany() gave, without what is undefined or narrowed.',
    })
  const refused = (): QueryError =>
    new QueryError(
      'query.option',
      `prefetch() takes names of relations, but '${nameOf(name)}' of ${spec.name} is none.`,
      { hint: 'Let it be a method that returns what related(…).one, .many or .through gives.' },
    )
  const method = typeof name === 'string' ? ownMethod(item as object, name) : undefined
  if (method === undefined) throw refused()
  return () => {
    const given: unknown = method.call(item)
    if (given instanceof OneRelation || given instanceof ManyRelation || given instanceof ThroughRelation) return given
    // What an asynchronous method ends with is not awaited, so its failure would be nobody's.
    if (given instanceof Promise) given.catch(() => {})
    throw refused()
  }
}

type Method = (this: unknown) => unknown

/** A method of a user's class; getters do not run, and names that every instance has are none, even if overridden. */
const ownMethod = (item: object, name: string): Method | undefined => {
  if (name in ModelInstance.prototype || ModelInstance.specOf(item)?.field(name) !== undefined) return undefined
  let owner: object | null = item
  while (owner !== null && owner !== ModelInstance.prototype) {
    const found = Object.getOwnPropertyDescriptor(owner, name)
    if (found !== undefined) return typeof found.value === 'function' ? found.value : undefined
    owner = Object.getPrototypeOf(owner)
  }
  return undefined
}

const targetsOf = (through: ThroughRelation, links: readonly unknown[]): Wanted[] =>
  through.keysOf(links).map((key) => ({ model: through.model, owner: through.links.owner, key }))

/** One `getMany` for each model. */
const fillOnes = async (wanted: readonly Wanted[], { options }: Read): Promise<void> => {
  const { consistent, signal } = options
  const run = { ...(consistent && { consistent }), ...(signal && { signal }) }
  const byModel = new Map<RelatedModel, Wanted[]>()
  for (const one of wanted) {
    const others = byModel.get(one.model)
    if (others === undefined) byModel.set(one.model, [one])
    else others.push(one)
  }
  await Promise.all(
    [...byModel].map(async ([model, list]) => {
      const found = await model.objects.getMany(
        list.map(({ key }) => key),
        run,
      )
      for (const [index, { owner, key }] of list.entries()) rememberOne(owner, model, { key, item: found[index] })
    }),
  )
}

/** One query for each list; the same list of the same instance is read once. Gives the lists by relation. */
const fillLists = async (
  relations: readonly ManyRelation[],
  { options, limit }: Read,
): Promise<ReadonlyMap<ManyRelation, readonly unknown[]>> => {
  const byId = new Map<string, ManyRelation[]>()
  for (const relation of relations) {
    const { id } = relation
    const same = byId.get(id)
    if (same === undefined) byId.set(id, [relation])
    else same.push(relation)
  }
  const lists = new Map<ManyRelation, readonly unknown[]>()
  await inParallel([...byId], limit, async ([id, same]) => {
    const [first] = same as [ManyRelation]
    const consistent = options.consistent ? first.query.consistent() : first.query
    const items = await (options.signal ? consistent.signal(options.signal) : consistent).all()
    for (const relation of same) {
      remember(relation.owner, id, Object.freeze([...items]))
      lists.set(relation, items)
    }
  })
  return lists
}
