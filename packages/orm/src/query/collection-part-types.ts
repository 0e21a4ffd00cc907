/**
 * The check that models share a partition, and the types of what names one: the fields of a partition key template that all
 * models have on the table, or on one index.
 */
import type { AnyModelTypes, Keyed, Refs, Wrong } from '../schema/definition.ts'
import type { PartIndexes } from '../schema/held-types.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** What a collection needs to know of a model class. */
export interface ModelClassLike {
  readonly '~storm': ModelSpec
  /** Types only. */
  readonly '~types': AnyModelTypes
}

type KeysOf<Model extends ModelClassLike> = Model['~types']['keys']

/** The first model: its patterns are those that the others are held against. */
type First<Models extends readonly ModelClassLike[]> = Models[0]

/** Names of the first model's patterns. */
export type PatternNames<Models extends readonly ModelClassLike[]> = keyof KeysOf<First<Models>> & string

type IndexOf<Pattern> = Pattern extends { readonly index: infer Index } ? Index : undefined

type ShardsOf<Pattern> = Pattern extends { readonly shards: infer Shards } ? Shards : undefined

type PrimaryPk<Keys> = Keys extends { readonly primary: { readonly pk: infer Side } } ? Side : never

/** Template of the partition key; a local index has the table's. */
type PkOf<Keys, Pattern> = Pattern extends { readonly pk: infer Side } ? Side : PrimaryPk<Keys>

/** Template of a model on an index (`undefined`: the table), with its shards; `never` if it has none. */
type TemplateOn<Model extends ModelClassLike, Index> = {
  [Name in keyof KeysOf<Model>]: [IndexOf<KeysOf<Model>[Name]>] extends [Index]
    ? [Index] extends [IndexOf<KeysOf<Model>[Name]>]
      ? readonly [PkOf<KeysOf<Model>, KeysOf<Model>[Name]>, ShardsOf<KeysOf<Model>[Name]>]
      : never
    : never
}[keyof KeysOf<Model>]

type IndexNamed<Model extends ModelClassLike, Name> = Name extends keyof KeysOf<Model>
  ? IndexOf<KeysOf<Model>[Name]>
  : never

type Same<Left, Right> = [Left] extends [never]
  ? false
  : [Left] extends [Right]
    ? [Right] extends [Left]
      ? true
      : false
    : false

/** `true` if the first model's pattern is one of each of the others; a union with `false` if not. */
type IsShared<Models extends readonly ModelClassLike[], Name> = {
  [Index in keyof Models]: Same<
    TemplateOn<First<Models>, IndexNamed<First<Models>, Name>>,
    TemplateOn<Models[Index], IndexNamed<First<Models>, Name>>
  >
}[number]

/** Names of the patterns that all models share. `{$type}` is another text for each model. */
type SharedNames<Models extends readonly ModelClassLike[]> = {
  [Name in PatternNames<Models>]: false extends IsShared<Models, Name>
    ? never
    : '$type' extends Refs<PkOf<KeysOf<First<Models>>, KeysOf<First<Models>>[Name]>>
      ? Models extends readonly [ModelClassLike]
        ? Name
        : never
      : Name
}[PatternNames<Models>]

type Show<Template> = Template extends readonly [infer Side, infer Shards]
  ? Side extends string
    ? `'${Side}'${Shards extends number ? ` in ${Shards} shards` : ''}`
    : Side extends readonly string[]
      ? `the field ${Side[0]}`
      : 'not known'
  : 'not there'

type Mismatch<
  One extends ModelClassLike,
  Other extends ModelClassLike,
> = `The models of a collection share one partition key: that of ${One['~types']['name']} is ${Show<TemplateOn<One, undefined>>}, that of ${Other['~types']['name']} is ${Show<TemplateOn<Other, undefined>>}`

/**
 * The models themselves, if they share a partition key template, on the table or on an index; else a sentence in place of
 * each whose table partition differs from the first one's.
 */
export type SamePartition<Models extends readonly ModelClassLike[]> = [SharedNames<Models>] extends [never]
  ? {
      readonly [Index in keyof Models]: Same<
        TemplateOn<First<Models>, undefined>,
        TemplateOn<Models[Index], undefined>
      > extends true
        ? Models[Index]
        : Mismatch<First<Models>, Models[Index]>
    }
  : Models

/** The name, if all models share the pattern; else a sentence. */
export type SharesPattern<Models extends readonly ModelClassLike[], Name> =
  Name extends SharedNames<Models>
    ? Name
    : Name extends keyof KeysOf<First<Models>>
      ? Wrong<`The models do not share the pattern '${Name & string}': that of ${First<Models>['~types']['name']} has the partition key ${Show<TemplateOn<First<Models>, IndexNamed<First<Models>, Name>>>}`>
      : never

/** Names of the models, if the index of the pattern holds a part of their items. */
export type UnreadBy<Models extends readonly ModelClassLike[], Name> = [
  IndexNamed<First<Models>, Name> & PartIndexes<First<Models>['~types']['indexes']>,
] extends [never]
  ? never
  : Models[number]['~types']['name']

/** The same of a query that chooses its pattern: if there is no other choice. */
export type UnreadByAny<Models extends readonly ModelClassLike[]> = [
  PartIndexes<First<Models>['~types']['indexes']>,
] extends [never]
  ? never
  : {
        [Name in SharedNames<Models>]: [UnreadBy<Models, Name>] extends [never] ? true : never
      }[SharedNames<Models>] extends never
    ? UnreadBy<Models, SharedNames<Models>>
    : never

/** Field values of the partition of one pattern. */
export type CollectionPatternPart<Models extends readonly ModelClassLike[], Name> = Name extends keyof KeysOf<
  First<Models>
>
  ? Keyed<
      First<Models>['~types']['values'],
      Refs<PkOf<KeysOf<First<Models>>, KeysOf<First<Models>>[Name]>> & keyof First<Models>['~types']['values']
    >['key']
  : never

/** Names of the fields of all shared partitions. */
type PartitionNames<Models extends readonly ModelClassLike[]> = Refs<
  { [Name in SharedNames<Models>]: PkOf<KeysOf<First<Models>>, KeysOf<First<Models>>[Name]> }[SharedNames<Models>]
> &
  string

/** Field values of a partition that the models share: all fields of one, and none of another. */
export type CollectionPart<Models extends readonly ModelClassLike[]> = {
  [Name in SharedNames<Models>]: CollectionPatternPart<Models, Name> & {
    readonly [Other in Exclude<PartitionNames<Models>, keyof CollectionPatternPart<Models, Name>>]?: never
  }
}[SharedNames<Models>]
