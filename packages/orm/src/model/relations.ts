/** The three kinds of relations: what each reads, and where it keeps what was prefetched. Lazy; `prefetch.ts` fills them. */
import type { Values } from '../codec/encode-item.ts'
import { assertOptions, reading } from '../execute/call-options.ts'
import type { QuerySet } from '../query/query-set-types.ts'
import type { AnyModelTypes } from '../schema/definition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { ModelManager } from './manager.ts'
import type { GetOptions } from './manager-types.ts'
import { hasPrefetched, recall, remember } from './relation-cache.ts'

/** A model class, as far as relations need it. */
export interface RelatedModel {
  readonly objects: ModelManager
  readonly '~storm': ModelSpec
}

export class OneRelation {
  readonly '~relation' = 'one'
  readonly model: RelatedModel
  readonly owner: object
  readonly key: Values | undefined

  constructor(model: RelatedModel, owner: object, key: Values | undefined) {
    this.model = model
    this.owner = owner
    this.key = key
  }

  async get(options?: GetOptions): Promise<unknown> {
    const found = await this.find(options)
    if (found === undefined) throw this.model['~storm'].errors.notFound(this.key)
    return found
  }

  async find(given?: GetOptions): Promise<unknown> {
    const options = assertOptions('find()', given, reading)
    const { loaded } = this
    if (loaded !== undefined) return loaded ?? undefined
    return await this.model.objects.find(this.key as Values, options)
  }

  get loaded(): unknown {
    return this.key === undefined ? null : recallOne(this.owner, this.model, this.key)
  }
}

/** The query of a to-many relation. */
export interface RelatedQuery {
  readonly query: QuerySet<AnyModelTypes, unknown>
  readonly limit: number | undefined
}

export class ManyRelation {
  readonly '~relation' = 'many'
  readonly model: RelatedModel
  readonly owner: object
  readonly query: QuerySet<AnyModelTypes, unknown>
  readonly #limit: number | undefined

  constructor(model: RelatedModel, owner: object, { query, limit }: RelatedQuery) {
    this.model = model
    this.owner = owner
    this.query = limit === undefined ? query : query.limit(limit)
    this.#limit = limit
  }

  /** The request, and the limit where filters keep it out of the request. */
  get id(): string {
    return JSON.stringify(['many', this.model['~storm'].name, this.#limit, this.query.toRequests()])
  }

  get loaded(): readonly unknown[] | undefined {
    return hasPrefetched(this.owner) ? (recall(this.owner, this.id) as readonly unknown[] | undefined) : undefined
  }

  async all(): Promise<unknown[]> {
    const { loaded } = this
    return loaded === undefined ? await this.query.all() : [...loaded]
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    yield* this.loaded ?? this.query
  }
}

export class ThroughRelation {
  readonly '~relation' = 'many'
  readonly model: RelatedModel
  readonly links: ManyRelation
  readonly keyOf: (link: unknown) => Values | undefined

  constructor(model: RelatedModel, links: ManyRelation, keyOf: (link: unknown) => Values | undefined) {
    this.model = model
    this.links = links
    this.keyOf = keyOf
  }

  /** Keys of the items, in the order of the links. */
  keysOf(links: readonly unknown[]): Values[] {
    return links.map(this.keyOf).filter((key) => key !== undefined)
  }

  get loaded(): readonly unknown[] | undefined {
    const { links, model } = this
    const found = links.loaded && this.keysOf(links.loaded).map((key) => recallOne(links.owner, model, key))
    return found?.includes(undefined) ? undefined : found?.filter((item) => item !== null)
  }

  async all(): Promise<unknown[]> {
    const { loaded } = this
    if (loaded !== undefined) return [...loaded]
    const found = await this.model.objects.getMany(this.keysOf(await this.links.all()))
    return found.filter((item) => item !== undefined)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    yield* await this.all()
  }
}

/** Keeps the item of a key for an instance; `undefined` if there is none. */
export const rememberOne = (owner: object, model: RelatedModel, { key, item }: { key: Values; item: unknown }): void =>
  remember(owner, idOfOne(model, key), item ?? null)

const recallOne = (owner: object, model: RelatedModel, key: Values): unknown =>
  hasPrefetched(owner) ? recall(owner, idOfOne(model, key)) : undefined

const idOfOne = (model: RelatedModel, key: Values): string =>
  JSON.stringify(['one', model['~storm'].name, model.objects.lazy.find(key).toRequests()])
