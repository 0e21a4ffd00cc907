/** Plans of collection queries: which partition, and how little of it. Pure. */
import { describe, expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { type CollectionState, collectionState } from './collection-state.ts'
import { explainPlan } from './explain.ts'
import { planCollection } from './plan-collection.ts'
import type { GivenValues } from './query-state.ts'

const fields = { user: f.string(), id: f.string(), region: f.string(), size: f.number() }
const indexes = {
  gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
  region: { pk: ['region'], sk: ['size'] },
  local: { local: true, sk: ['size'] },
  lone: { pk: 'LONEPK' },
} as const

const makeModels = () => {
  const table = defineTable({ indexes })
  const define = (name: string, sk: string, more: object = {}, parent?: ModelSpec) =>
    defineSpec(
      table,
      name,
      {
        fields,
        keys: {
          primary: { pk: 'USER#{user}', sk },
          feed: { index: 'gsi1', pk: 'FEED#{region}', sk: `${name}#{id}`, shards: 3 },
          near: { index: 'region', pk: ['region'], sk: ['size'] },
          big: { index: 'local', sk: ['size'] },
          lone: { index: 'lone', pk: 'L#{region}#{user}' },
          ...more,
        },
      },
      parent,
    )
  return { define, Order: define('Order', 'ORDER#{id}'), Offer: define('Offer', 'OFFER#{id}') }
}
const planOf = (specs: ModelSpec[], part: GivenValues, change: Partial<CollectionState> & { by?: string } = {}) => {
  const { by, ...rest } = change
  return planCollection({ ...collectionState(specs, part, by), ...rest })
}
const conditionsOf = (plan: ReturnType<typeof planOf>) =>
  explainPlan(plan, { requests: [], predicates: 0 }).keyConditions

describe('the partition', () => {
  test('of a natural key, a local index, an index without a sort key', () => {
    const { Order, Offer } = makeModels()
    const near = planOf([Order, Offer], { region: 'eu' }, { by: 'near' })
    expect([near.index?.name, conditionsOf(near)]).toEqual(['region', ['region = "eu"']])
    const big = planOf([Order, Offer], { user: 'u1' }, { by: 'big', consistent: true })
    expect([big.index?.name, conditionsOf(big)]).toEqual(['local', ['PK = "USER#u1"']])
    const lone = planOf([Order, Offer], { user: 'u1', region: 'eu' })
    expect([lone.pattern?.name, conditionsOf(lone)]).toEqual(['lone', ['LONEPK = "L#eu#u1"']])
    expect(() => planOf([Order, Offer], { region: 'eu' }, { by: 'near', under: 'x' })).toThrow(
      expect.objectContaining({ code: 'query.option' }),
    )
  })

  test('declared first goes before the others, and all are named', () => {
    const { Order, Offer } = makeModels()
    const { pattern, refused } = planOf([Order, Offer], { region: 'eu' })
    expect(pattern?.name).toBe('feed')
    expect(refused.map((other) => [other.pattern, other.reason])).toEqual([
      ['primary', "Its partition key needs 'user', which is not given."],
      ['near', "It would do, but 'feed' goes before it."],
      ['big', "Its partition key needs 'user', which is not given."],
      ['lone', "Its partition key needs 'user', which is not given."],
    ])
  })

  test('is the same for the same input', () => {
    const { Order, Offer } = makeModels()
    const [one, two] = [1, 2].map(() => planOf([Order, Offer], { user: 'u1' }, { under: 'ORDER#a' }))
    expect(JSON.stringify(conditionsOf(one as never))).toBe(JSON.stringify(conditionsOf(two as never)))
    expect(Object.isFrozen(one)).toBe(true)
  })
})

describe('shards', () => {
  test('that all models have are all read; others are not shared', () => {
    const { define, Order, Offer } = makeModels()
    const plan = planOf([Order, Offer], { region: 'eu' }, { by: 'feed' })
    expect(plan.shards).toHaveLength(3)
    expect(conditionsOf(plan)[0]).toContain('"FEED#eu#2"')
    const Other = define('Other', 'X', { feed: { index: 'gsi1', pk: 'FEED#{region}', sk: 'O', shards: 4 } })
    expect(() => planOf([Order, Other], { region: 'eu' }, { by: 'feed' })).toThrow(
      "The partition key of Order on the index 'gsi1' is 'FEED#{region}#{$shard/3}', but that of Other is 'FEED#{region}#{$shard/4}'.",
    )
  })
})

describe('the sort key', () => {
  test('what the members have in common, unless more is asked for', () => {
    const { Order, Offer } = makeModels()
    const sorts = (change: Partial<CollectionState>) =>
      conditionsOf(planOf([Order, Offer], { user: 'u1' }, change)).slice(1)
    expect(sorts({})).toEqual(['begins_with(SK, "O")'])
    expect(sorts({ members: [Order] })).toEqual(['begins_with(SK, "ORDER#")'])
    expect(sorts({ members: [Order], under: 'ORD' })).toEqual(['begins_with(SK, "ORDER#")'])
    expect(sorts({ under: 'ORD' })).toEqual(['begins_with(SK, "ORDER#")'])
    expect(sorts({ under: 'ORDER#7' })).toEqual(['begins_with(SK, "ORDER#7")'])
    expect(sorts({ unrecognised: true })).toEqual([])
    expect(sorts({ unrecognised: true, under: 'ORD' })).toEqual(['begins_with(SK, "ORD")'])
    expect(() => sorts({ members: [Order], under: 'OFFER#' })).toThrow(/begins with 'OFFER#': Order 'ORDER#\{id\}'/)
  })

  test('models that extend a member may have another', () => {
    const { define, Order } = makeModels()
    const primary = { pk: 'USER#{user}', sk: 'SPECIAL#{id}' }
    define('Special', 'SPECIAL#{id}', { primary }, Order)
    expect(conditionsOf(planOf([Order], { user: 'u1' }))).toEqual(['PK = "USER#u1"'])
    expect(conditionsOf(planOf([Order], { user: 'u1' }, { under: 'SPEC' }))).toEqual([
      'PK = "USER#u1"',
      'begins_with(SK, "SPECIAL#")',
    ])
  })

  test('a budget for less than the shards is refused', () => {
    const { Order, Offer } = makeModels()
    const budget = { requests: 2 }
    expect(() => planOf([Order, Offer], { region: 'eu' }, { by: 'feed', budget })).toThrow(
      expect.objectContaining({ code: 'query.option' }),
    )
  })
})
