/** Relations as plain methods: `related(X)` says to which model, its method says by which key. */
import type { Values } from '../codec/encode-item.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, relating } from '../execute/call-options.ts'
import { assertFunction, assertObject } from '../query/check-option.ts'
import type { QuerySet } from '../query/query-set-types.ts'
import type { AnyModelTypes } from '../schema/definition.ts'
import type { AnyModel } from './model-types.ts'
import type { Related, RelatedManyOptions } from './related-types.ts'
import { ManyRelation, OneRelation, type RelatedModel, ThroughRelation } from './relations.ts'

/**
 * Begins a relation to a model, inside a method of the model that has it. The method's name is what `prefetch` takes.
 *
 * Classes may refer to each other: a method's body runs, and its type is computed, after both are there.
 *
 * Cost: none; the relation's own methods send.
 *
 * @throws {QueryError} `query.option` for what is no model
 *
 * @example Many-to-one, one-to-many, many-to-many
 * ```ts
 * class Tag extends shop.Model<Tag>()('Tag', {
 *   fields: { tagId: f.string() },
 *   keys: { primary: { pk: 'TAG#{tagId}', sk: 'TAG' } },
 * }) {}
 *
 * class PostTag extends shop.Model<PostTag>()('PostTag', {
 *   fields: { postId: f.string(), tagId: f.string() },
 *   keys: { primary: { pk: 'POST#{postId}', sk: 'TAG#{tagId}' } },
 * }) {}
 *
 * class Post extends shop.Model<Post>()('Post', {
 *   fields: { postId: f.string(), userId: f.string() },
 *   keys: { primary: { pk: 'POST#{postId}', sk: 'POST' } },
 * }) {
 *   author() {
 *     return related(User).one(this, { userId: this.userId })
 *   }
 *   links() {
 *     return related(PostTag).many(this, { postId: this.postId })
 *   }
 *   tags() {
 *     return related(Tag).through(this.links(), (link) => ({ tagId: link.tagId }))
 *   }
 * }
 * ```
 */
export const related = <Model extends AnyModel>(model: Model): Related<Model['~types']> => {
  const target = model as unknown as RelatedModel | null | undefined
  if (typeof target !== 'function' || !target['~storm'])
    throw new QueryError('query.option', 'related() takes a model class, and was given something else.', {
      hint: 'Give it a model that is not abstract.',
    })
  return {
    one: (owner: object, key: Values | undefined) => new OneRelation(target, assertOwner('one()', owner), key),
    many: (owner: object, part: Values, options?: RelatedManyOptions<AnyModelTypes>) =>
      toMany(target, assertOwner('many()', owner), { ...assertOptions('many()', options, relating), part }),
    through: (links: unknown, keyOf: (link: unknown) => Values | undefined) => {
      if (links instanceof ManyRelation)
        return new ThroughRelation(target, links, assertFunction(keyOf, 'through()') as typeof keyOf)
      throw new QueryError('query.option', 'through() takes the links as related(…).many(…) gives them.')
    },
    // The classes know items only as `unknown`.
  } as unknown as Related<Model['~types']>
}

const assertOwner = (call: string, owner: object): object => assertObject(call, owner, 'a model')

const toMany = (
  model: RelatedModel,
  owner: object,
  { part, filter, limit, reverse }: RelatedManyOptions<AnyModelTypes> & { readonly part: Values },
): ManyRelation => {
  let query = (model.objects.using(part) as QuerySet<AnyModelTypes, unknown>).hydrate()
  if (filter !== undefined) query = query.filter(filter)
  if (reverse) query = query.reverse()
  return new ManyRelation(model, owner, { query, limit })
}
